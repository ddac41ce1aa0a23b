package io.millrace.job.cache;

import java.io.IOException;
import java.util.HashMap;
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
 * by the bound given and what one event touches. Where small states are at hand beneath, it also
 * holds only so many of them: to go over more costs the processor's caches what is saved. When they
 * are so many, one that did not come lately either is written after its use, and takes nobody's
 * place: to write it later, when it has left the processor's caches, costs more.
 *
 * <p>Holds only keys of its own subtask, and nothing that a restored job needs. Belongs to one
 * operator, which calls {@link #settle} after each use of a key and {@link #flush} when it takes
 * its snapshot.
 */
public final class KeyCache<S extends CachedKey> {
  /** Map entry, its share of the table, the entry's own object, and a text without its letters. */
  private static final int ENTRY_BYTES = 32 + 8 + 56 + 40;

  /** Small states on the heap at most, where they are at hand beneath. */
  private static final int MOST_SMALL = 16 << 10;

  /** A small state takes less heap, with its key; it is a few hundred bytes when it is packed. */
  private static final int LARGE_BYTES = 1 << 10;

  /** Makes what stands for the current key, from its state or empty. */
  public interface Loader<S> {
    S load() throws IOException;
  }

  private final KeyContext keys;
  private final Loader<S> loader;
  private final long mostBytes;
  private final int mostSmall;
  private final boolean sorted;
  private final Map<Object, UseOrder.Entry<S>> entries = new HashMap<>();
  private final UseOrder<S> small = new UseOrder<>();
  private final UseOrder<S> large = new UseOrder<>();
  private final Doorkeeper doorkeeper;
  private UseOrder.Entry<S> inUse;

  /** The one in use while it takes no place; else null. */
  private UseOrder.Entry<S> passing;

  private long uses;
  private long bytes;

  KeyCache(KeyContext keys, Loader<S> loader, long mostBytes, int mostSmall, boolean sorted) {
    this.keys = keys;
    this.loader = loader;
    this.mostBytes = mostBytes;
    this.mostSmall = mostSmall;
    this.sorted = sorted;
    this.doorkeeper =
        mostSmall == Integer.MAX_VALUE
            ? null
            : new Doorkeeper(Math.max(2, 2 * Integer.highestOneBit(mostSmall)));
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
    return of(keys, backend, loader, mostBytes, false);
  }

  /**
   * The same.
   *
   * @param smallAtHand whether small states are loaded from the heap beneath
   */
  public static <S extends CachedKey> KeyCache<S> of(
      KeyContext keys,
      KeyedStateBackend<?> backend,
      Loader<S> loader,
      long mostBytes,
      boolean smallAtHand) {
    return new KeyCache<>(
        keys,
        loader,
        mostBytes,
        smallAtHand ? MOST_SMALL : Integer.MAX_VALUE,
        backend instanceof BatchExecutionKeyedStateBackend);
  }

  /** Whether the state of a key is on the heap. */
  public boolean holds(Object key) {
    return entries.containsKey(key);
  }

  /** The current key's state. */
  public S get() throws IOException {
    Object key = keys.getCurrentKey();
    if (passing != null && passing.key().equals(key)) {
      return passing.state();
    }
    UseOrder.Entry<S> entry = entries.get(key);
    if (entry == null) {
      if (sorted) {
        forgetAll();
      }
      entry = new UseOrder.Entry<>(key, loader.load(), ENTRY_BYTES + 2 * key.toString().length());
      if (isPassing(entry)) {
        passing = entry;
        return entry.state();
      }
      add(entry);
    }
    inUse = entry;
    orderOf(entry).addNewest(entry, ++uses);
    return entry.state();
  }

  private boolean isPassing(UseOrder.Entry<S> entry) {
    return doorkeeper != null
        && small.size() >= mostSmall
        && entry.bytes() < LARGE_BYTES
        && !doorkeeper.cameLately(entry.key());
  }

  private void add(UseOrder.Entry<S> entry) {
    entries.put(entry.key(), entry);
    bytes += entry.bytes();
  }

  private UseOrder<S> orderOf(UseOrder.Entry<S> entry) {
    return entry.bytes() < LARGE_BYTES ? small : large;
  }

  private void forgetAll() {
    entries.clear();
    small.clear();
    large.clear();
    bytes = 0;
  }

  /** Takes note of what {@link #get} gave last, which may have grown, and makes room if it must. */
  public void settle() throws IOException {
    if (passing != null) {
      letPass();
      return;
    }
    UseOrder<S> before = orderOf(inUse);
    bytes += inUse.measure();
    if (orderOf(inUse) != before) {
      orderOf(inUse).addNewest(inUse, uses);
    }
    if (bytes > mostBytes || small.size() > mostSmall) {
      makeRoom(keys.getCurrentKey());
    }
  }

  private void letPass() throws IOException {
    UseOrder.Entry<S> entry = passing;
    passing = null;
    entry.measure();
    if (entry.bytes() < LARGE_BYTES) {
      entry.state().write();
      return;
    }
    add(entry);
    inUse = entry;
    large.addNewest(entry, ++uses);
    if (bytes > mostBytes) {
      makeRoom(entry.key());
    }
  }

  /** Writes every changed state; the current key stays what it was. */
  public void flush() throws IOException {
    Object current = keys.getCurrentKey();
    for (UseOrder.Entry<S> entry : entries.values()) {
      // To choose a key costs something, and most have not changed since the last checkpoint.
      if (entry.state().isChanged()) {
        choose(entry.key());
        entry.state().write();
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
    while (small.size() > mostSmall) {
      UseOrder.Entry<S> entry = small.eldest();
      choose(entry.key());
      remove(entry);
    }
    UseOrder.Entry<S> nextSmall = small.eldest();
    UseOrder.Entry<S> nextLarge = large.eldest();
    while (bytes > mostBytes && (nextSmall != null || nextLarge != null)) {
      boolean isSmall = UseOrder.isElder(nextSmall, nextLarge);
      UseOrder.Entry<S> entry = isSmall ? nextSmall : nextLarge;
      if (isSmall) {
        nextSmall = entry.newer();
      } else {
        nextLarge = entry.newer();
      }
      choose(entry.key());
      trim(entry);
      if (bytes > mostBytes && !entry.key().equals(current)) {
        remove(entry);
      }
    }
    choose(current);
  }

  private void remove(UseOrder.Entry<S> entry) throws IOException {
    entry.state().write();
    bytes -= entry.bytes();
    entry.leave();
    entries.remove(entry.key());
  }

  private void choose(Object key) {
    if (!key.equals(keys.getCurrentKey())) {
      keys.setCurrentKey(key);
    }
  }

  /** Trims until there is room or nothing more to take; the first time only marks what is used. */
  private void trim(UseOrder.Entry<S> entry) throws IOException {
    long before;
    int times = 0;
    do {
      before = bytes;
      entry.state().trim();
      bytes += entry.measure();
      times++;
    } while (bytes > mostBytes && (bytes < before || times < 2));
  }
}
