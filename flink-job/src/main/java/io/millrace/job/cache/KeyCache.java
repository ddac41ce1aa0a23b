package io.millrace.job.cache;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.apache.flink.streaming.api.operators.sorted.state.BatchExecutionKeyedStateBackend;

/**
 * Keeps the states of the keys that were used last decoded on the heap, and writes a changed one
 * when it has to leave or a checkpoint is taken. A key that sees many events between two
 * checkpoints then costs the state backend one write instead of one for each event.
 *
 * <p>When it holds more than it may, the key used longest ago first loses what it does not use,
 * then leaves; the key in use loses what it does not use, and stays. So the heap taken is bounded
 * by the bound given and what one event touches.
 *
 * <p>Holds only keys of its own subtask, and nothing that a restored job needs. Belongs to one
 * operator, which calls {@link #settle} after each use of a key and {@link #flush} when it takes
 * its snapshot.
 */
public final class KeyCache<S extends CachedKey> {
  /** Map entry, its share of the table, the entry's own object, and a text without its letters. */
  private static final int ENTRY_BYTES = 40 + 8 + 32 + 40;

  /** Makes what stands for the current key, from its state or empty. */
  public interface Loader<S> {
    S load() throws IOException;
  }

  private final KeyContext keys;
  private final Loader<S> loader;
  private final long mostBytes;
  private final boolean sorted;
  private final LinkedHashMap<Object, Entry<S>> entries = new LinkedHashMap<>(1024, 0.75f, true);
  private Entry<S> inUse;
  private long bytes;

  KeyCache(KeyContext keys, Loader<S> loader, long mostBytes, boolean sorted) {
    this.keys = keys;
    this.loader = loader;
    this.mostBytes = mostBytes;
    this.sorted = sorted;
  }

  /**
   * A cache in front of a keyed state.
   *
   * <p>In batch execution input comes sorted by key. Flink forgets the state of a key there when
   * the next one comes, and takes any change of the current key for the end of it, so the state of
   * another key is neither kept nor written.
   *
   * @param keys the operator, whose current key chooses the state
   * @param mostBytes heap that it may take
   */
  public static <S extends CachedKey> KeyCache<S> of(
      KeyContext keys, KeyedStateBackend<?> backend, Loader<S> loader, long mostBytes) {
    return new KeyCache<>(
        keys, loader, mostBytes, backend instanceof BatchExecutionKeyedStateBackend);
  }

  /** The current key's state. */
  public S get() throws IOException {
    Object key = keys.getCurrentKey();
    Entry<S> entry = entries.get(key);
    if (entry == null) {
      if (sorted) {
        entries.clear();
        bytes = 0;
      }
      entry = new Entry<>(loader.load(), ENTRY_BYTES + 2L * key.toString().length());
      entries.put(key, entry);
      bytes += entry.bytes;
    }
    inUse = entry;
    return entry.state;
  }

  /** Takes note of what {@link #get} gave last, which may have grown, and makes room if it must. */
  public void settle() throws IOException {
    measure(inUse);
    if (bytes > mostBytes) {
      makeRoom(keys.getCurrentKey());
    }
  }

  /** Writes every changed state; the current key stays what it was. */
  public void flush() throws IOException {
    Object current = keys.getCurrentKey();
    for (Map.Entry<Object, Entry<S>> entry : entries.entrySet()) {
      // To choose a key costs something, and most have not changed since the last checkpoint.
      if (entry.getValue().state.isChanged()) {
        choose(entry.getKey());
        entry.getValue().state.write();
      }
    }
    if (current != null) {
      choose(current);
    }
  }

  /** Heap that it takes now, in bytes, about. */
  long heapBytes() {
    return bytes;
  }

  private void makeRoom(Object current) throws IOException {
    Iterator<Map.Entry<Object, Entry<S>>> eldest = entries.entrySet().iterator();
    while (bytes > mostBytes && eldest.hasNext()) {
      Map.Entry<Object, Entry<S>> entry = eldest.next();
      choose(entry.getKey());
      trim(entry.getValue());
      if (bytes > mostBytes && !entry.getKey().equals(current)) {
        entry.getValue().state.write();
        bytes -= entry.getValue().bytes;
        eldest.remove();
      }
    }
    choose(current);
  }

  private void choose(Object key) {
    if (!key.equals(keys.getCurrentKey())) {
      keys.setCurrentKey(key);
    }
  }

  /** Trims until there is room or nothing more to take; the first time only marks what is used. */
  private void trim(Entry<S> entry) throws IOException {
    long before;
    int times = 0;
    do {
      before = bytes;
      entry.state.trim();
      measure(entry);
      times++;
    } while (bytes > mostBytes && (bytes < before || times < 2));
  }

  private void measure(Entry<S> entry) {
    long now = entry.keyBytes + entry.state.heapBytes();
    bytes += now - entry.bytes;
    entry.bytes = now;
  }

  private static final class Entry<S extends CachedKey> {
    private final S state;
    private final long keyBytes;
    private long bytes;

    Entry(S state, long keyBytes) {
      this.state = state;
      this.keyBytes = keyBytes;
      this.bytes = keyBytes + state.heapBytes();
    }
  }
}
