package io.millrace.job.features;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * Keeps the blocks of the keys that were used last on the heap, and writes a changed one to the
 * keyed state when it has to leave or a checkpoint is taken. A key that sees many events between
 * two checkpoints then costs RocksDB one write instead of one for each event; rewriting blocks is
 * what its compaction would otherwise spend most of its time on.
 *
 * <p>Holds only keys of its own subtask, and nothing that a restored job needs. Belongs to one
 * operator, which calls {@link #flush} when it takes its snapshot.
 */
final class BlockCache {
  /** What an entry takes beside its block: key, map entry, object headers. */
  private static final int OVERHEAD = 160;

  private final ValueState<byte[]> state;
  private final KeyContext keys;
  private final long mostBytes;
  private final LinkedHashMap<Object, Entry> entries = new LinkedHashMap<>(1024, 0.75f, true);
  private long bytes;

  /**
   * A cache in front of a keyed state.
   *
   * @param keys the operator, whose current key chooses the block
   * @param mostBytes heap that it may take; at least the block in use is kept
   */
  BlockCache(ValueState<byte[]> state, KeyContext keys, long mostBytes) {
    this.state = state;
    this.keys = keys;
    this.mostBytes = mostBytes;
  }

  /** The current key's block; null when it has none. */
  byte[] get() throws IOException {
    Object key = keys.getCurrentKey();
    Entry entry = entries.get(key);
    if (entry == null) {
      entry = new Entry(state.value());
      entries.put(key, entry);
      bytes += entry.size();
      evict(key);
    }
    return entry.block;
  }

  /** Replaces the current key's block; null takes it away. */
  void put(byte[] block) throws IOException {
    Object key = keys.getCurrentKey();
    Entry entry = entries.get(key);
    if (entry == null) {
      entry = new Entry(block);
      entries.put(key, entry);
    } else {
      bytes -= entry.size();
      entry.block = block;
    }
    entry.changed = true;
    bytes += entry.size();
    evict(key);
  }

  /** Writes every changed block to the state; the current key stays what it was. */
  void flush() throws IOException {
    Object current = keys.getCurrentKey();
    for (Map.Entry<Object, Entry> entry : entries.entrySet()) {
      write(entry.getKey(), entry.getValue());
    }
    if (current != null) {
      keys.setCurrentKey(current);
    }
  }

  private void evict(Object current) throws IOException {
    if (bytes <= mostBytes) {
      return;
    }
    Iterator<Map.Entry<Object, Entry>> eldest = entries.entrySet().iterator();
    while (bytes > mostBytes && eldest.hasNext()) {
      Map.Entry<Object, Entry> entry = eldest.next();
      if (entry.getKey().equals(current)) {
        break;
      }
      write(entry.getKey(), entry.getValue());
      bytes -= entry.getValue().size();
      eldest.remove();
    }
    keys.setCurrentKey(current);
  }

  private void write(Object key, Entry entry) throws IOException {
    if (!entry.changed) {
      return;
    }
    keys.setCurrentKey(key);
    if (entry.block == null) {
      state.clear();
    } else {
      state.update(entry.block);
    }
    entry.changed = false;
  }

  private static final class Entry {
    private byte[] block;
    private boolean changed;

    Entry(byte[] block) {
      this.block = block;
    }

    long size() {
      return OVERHEAD + (block == null ? 0 : block.length);
    }
  }
}
