package io.millrace.job.cache;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Things that several users of a process share: made for the first user of a key, closed with the
 * last. Thread-safe; making and closing hold up the users of every key.
 *
 * <p>Kept in a static field, the instance lives as long as the class loader of the job; nothing in
 * it outlives the last user, so that the class loader can go.
 */
public final class SharedResources<K, V extends AutoCloseable> {
  private final Map<K, Entry<V>> entries = new HashMap<>();

  /** The thing of this key, until the lease is closed. */
  public synchronized Lease<V> acquire(K key, Supplier<V> make) {
    Entry<V> entry = entries.get(key);
    if (entry == null) {
      entry = new Entry<>(make.get());
      entries.put(key, entry);
    }
    entry.users++;
    V value = entry.value;
    AtomicBoolean open = new AtomicBoolean(true);
    return new Lease<>(
        value,
        () -> {
          if (open.compareAndSet(true, false)) {
            release(key);
          }
        });
  }

  private synchronized void release(K key) {
    Entry<V> entry = entries.get(key);
    if (--entry.users > 0) {
      return;
    }
    entries.remove(key);
    try {
      entry.value.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("cannot close what was shared", e);
    }
  }

  /** Number of keys in use. */
  synchronized int size() {
    return entries.size();
  }

  private static final class Entry<V> {
    final V value;
    int users;

    Entry(V value) {
      this.value = value;
    }
  }

  /** One user's share; closing it twice is closing it once. */
  public static final class Lease<V> implements AutoCloseable {
    private final V value;
    private final Runnable release;

    private Lease(V value, Runnable release) {
      this.value = value;
      this.release = release;
    }

    /** What is shared. */
    public V get() {
      return value;
    }

    @Override
    public void close() {
      release.run();
    }
  }
}
