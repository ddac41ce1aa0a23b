package io.millrace.job.cache;

/** States on the heap in the order in which their keys were used last, as a list. */
final class UseOrder<S extends CachedKey> {
  private Entry<S> eldest;
  private Entry<S> newest;
  private int size;

  int size() {
    return size;
  }

  /** The one used longest ago; null when there is none. */
  Entry<S> eldest() {
    return eldest;
  }

  /** Whether one was used longer ago than another, which is null for none; so may be the other. */
  static <S extends CachedKey> boolean isElder(Entry<S> one, Entry<S> other) {
    return one != null && (other == null || one.use < other.use);
  }

  /**
   * Puts an entry behind all others, out of the order where it was.
   *
   * @param use number of the use, higher than those before
   */
  void addNewest(Entry<S> entry, long use) {
    entry.use = use;
    if (entry == newest) {
      return;
    }
    entry.leave();
    entry.order = this;
    entry.elder = newest;
    if (newest == null) {
      eldest = entry;
    } else {
      newest.newer = entry;
    }
    newest = entry;
    size++;
  }

  void clear() {
    eldest = null;
    newest = null;
    size = 0;
  }

  /** A key and its state. */
  static final class Entry<S extends CachedKey> {
    private final Object key;
    private final S state;
    private final int keyBytes;
    private long bytes;
    private long use;
    private UseOrder<S> order;
    private Entry<S> elder;
    private Entry<S> newer;

    Entry(Object key, S state, int keyBytes) {
      this.key = key;
      this.state = state;
      this.keyBytes = keyBytes;
      this.bytes = keyBytes + state.heapBytes();
    }

    Object key() {
      return key;
    }

    S state() {
      return state;
    }

    /** The one used next after it, of the same order; null when there is none. */
    Entry<S> newer() {
      return newer;
    }

    /** Heap that it took when it was measured last. */
    long bytes() {
      return bytes;
    }

    /** Measures it; returns by how much it has grown. */
    long measure() {
      long before = bytes;
      bytes = keyBytes + state.heapBytes();
      return bytes - before;
    }

    /** Takes it out of its order, if it is in one. */
    void leave() {
      if (order == null) {
        return;
      }
      if (elder == null) {
        order.eldest = newer;
      } else {
        elder.newer = newer;
      }
      if (newer == null) {
        order.newest = elder;
      } else {
        newer.elder = elder;
      }
      order.size--;
      order = null;
      elder = null;
      newer = null;
    }
  }
}
