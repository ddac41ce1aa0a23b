package io.millrace.job.features.state;

import io.millrace.job.cache.KeyCache;
import java.io.IOException;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.apache.flink.streaming.api.operators.sorted.state.BatchExecutionKeyedStateBackend;

/**
 * Keeps small head blocks on the heap, as bytes, in front of the state backend: those of keys that
 * are not in use now but will be. A key takes a few dozen bytes here, where it takes some hundreds
 * when it is decoded, so that many more fit. What has changed is written when it has to leave, or
 * with {@link #flush}, which the operator calls when it takes its snapshot.
 *
 * <p>Holds nothing that a restored job needs. Larger heads and numbered blocks pass through.
 */
public final class PackedHeads implements KeyBlocks {
  private static final int LEAST_SEGMENT_BYTES = 4 << 10;

  /** Of half a region of G1 or more, an array takes whole regions: one of 1 MiB would take two. */
  private static final int MOST_SEGMENT_BYTES = 256 << 10;

  private static final int WHOLE_EIGHTS = -8;

  /** A ring of fewer segments has smaller ones. */
  private static final int USUAL_SEGMENTS = 16;

  private final KeyContext keys;
  private final KeyBlocks beneath;
  private final PackedMap map;
  private final int keyGroups;
  private final WrittenKeys written;
  private Object keyOfBytes;
  private byte[] keyBytes;

  private PackedHeads(
      KeyContext keys, KeyBlocks beneath, PackedMap map, int keyGroups, boolean restored) {
    this.keys = keys;
    this.beneath = beneath;
    this.map = map;
    this.keyGroups = keyGroups;
    this.written = new WrittenKeys(restored);
  }

  /**
   * Heads in front of others. In batch execution there are none, as a key's state is of no use once
   * the next one comes, see {@link KeyCache#of}.
   *
   * @param keys the operator, whose current key chooses the state; a text
   * @param mostBytes heap that it may take; with less than a few KiB there are none, and all blocks
   *     pass through
   * @param keyGroups of the job
   * @param restored whether the state backend had heads before
   */
  public static PackedHeads over(
      KeyContext keys,
      KeyedStateBackend<?> backend,
      KeyBlocks beneath,
      long mostBytes,
      int keyGroups,
      boolean restored) {
    boolean sorted = backend instanceof BatchExecutionKeyedStateBackend;
    return over(keys, beneath, sorted ? 0 : mostBytes, keyGroups, restored);
  }

  static PackedHeads over(
      KeyContext keys, KeyBlocks beneath, long mostBytes, int keyGroups, boolean restored) {
    // An index takes up to a sixth of what entries of the usual size take.
    long ring = Math.min(Integer.MAX_VALUE, mostBytes * 6 / 7);
    int segmentBytes =
        (int) Math.max(LEAST_SEGMENT_BYTES, Math.min(MOST_SEGMENT_BYTES, ring / USUAL_SEGMENTS))
            & WHOLE_EIGHTS;
    return of(keys, beneath, (int) (ring / segmentBytes), segmentBytes, keyGroups, restored);
  }

  static PackedHeads of(
      KeyContext keys,
      KeyBlocks beneath,
      int segments,
      int segmentBytes,
      int keyGroups,
      boolean restored) {
    PackedMap map = segments < 2 ? null : new PackedMap(segments, segmentBytes);
    return new PackedHeads(keys, beneath, map, keyGroups, restored);
  }

  /** Whether it holds any, and does not let all pass through. */
  public boolean isHolding() {
    return map != null;
  }

  private byte[] key() {
    Object key = keys.getCurrentKey();
    if (key != keyOfBytes) {
      keyOfBytes = key;
      keyBytes = KeyText.bytes(key.toString());
    }
    return keyBytes;
  }

  @Override
  public byte[] head() throws IOException {
    if (map != null) {
      int place = map.find(key());
      if (place >= 0) {
        return map.value(place);
      }
      if (!written.mayHave(key())) {
        return null;
      }
    }
    return beneath.head();
  }

  @Override
  public void putHead(byte[] head) throws IOException {
    if (map == null) {
      beneath.putHead(head);
    } else if (head.length > PackedMap.MOST_BYTES || key().length > PackedMap.MOST_BYTES) {
      map.remove(key());
      written.add(key());
      beneath.putHead(head);
    } else {
      put(head);
    }
  }

  @Override
  public void removeHead() throws IOException {
    if (map == null || key().length > PackedMap.MOST_BYTES) {
      beneath.removeHead();
    } else {
      put(null);
    }
  }

  private void put(byte[] head) throws IOException {
    Object current = keys.getCurrentKey();
    map.put(key(), head, this::leave);
    choose(current);
  }

  /** Writes every changed head; the current key stays what it was. */
  public void flush() throws IOException {
    if (map != null) {
      Object current = keys.getCurrentKey();
      SortedHeads changed = new SortedHeads(keyGroups, this::write);
      map.takeChanged(changed::add);
      changed.writeAll();
      if (current != null) {
        choose(current);
      }
    }
  }

  /** A copy of the head of any key that is held here; null for another, or one without state. */
  byte[] packed(byte[] key) {
    int place = map == null ? -1 : map.find(key);
    return place < 0 ? null : map.value(place);
  }

  /**
   * Replaces the head of a key that is held here; the current key may change.
   *
   * @param head null to remove it
   */
  void putPacked(byte[] key, byte[] head) throws IOException {
    map.put(key, head, this::leave);
  }

  private void leave(byte[] key, byte[] head) throws IOException {
    write(KeyText.text(key), head);
  }

  private void write(String key, byte[] head) throws IOException {
    choose(key);
    if (head != null) {
      written.add(key());
      beneath.putHead(head);
    } else if (written.mayHave(key())) {
      beneath.removeHead();
    }
  }

  private void choose(Object key) {
    if (!key.equals(keys.getCurrentKey())) {
      keys.setCurrentKey(key);
    }
  }

  @Override
  public byte[] block(int number) throws IOException {
    return beneath.block(number);
  }

  @Override
  public void putBlock(int number, byte[] block) throws IOException {
    beneath.putBlock(number, block);
  }

  @Override
  public void removeBlock(int number) throws IOException {
    beneath.removeBlock(number);
  }
}
