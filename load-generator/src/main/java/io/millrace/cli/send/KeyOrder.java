package io.millrace.cli.send;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets one item of each key go at a time, and the others of the key in the order in which they
 * came. A service that takes some records of a request and refuses others would otherwise let later
 * records overtake those that are sent again. Not safe for several threads.
 *
 * @param <T> items
 */
final class KeyOrder<T> {
  private final Map<String, ArrayDeque<T>> waiting = new HashMap<>();

  /** Whether an item may go at once; if not, {@link #finished} gives it when its time has come. */
  boolean begin(String key, T item) {
    ArrayDeque<T> before = waiting.get(key);
    if (before == null) {
      waiting.put(key, new ArrayDeque<>(0));
      return true;
    }
    before.addLast(item);
    return false;
  }

  /** The key's item that went is done with: the next that may go, or null. */
  T finished(String key) {
    ArrayDeque<T> next = waiting.get(key);
    if (next.isEmpty()) {
      waiting.remove(key);
      return null;
    }
    return next.removeFirst();
  }

  /** Keys of which an item is on its way. */
  int keys() {
    return waiting.size();
  }
}
