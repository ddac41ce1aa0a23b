package io.millrace.job.features;

import io.millrace.job.event.Event;
import java.util.Iterator;
import java.util.PriorityQueue;

/**
 * Events on the heap, by time and identity; those with the same leave in the order in which they
 * came.
 */
final class EventQueue implements Iterable<Event> {
  /** The event, its arrays, its payload's head, its origin's share, and its entry here. */
  private static final int EVENT_BYTES = 80 + 3 * 16 + 16 + 24 + 40;

  /** A slot and a reference. */
  private static final int COLUMN_BYTES = 8 + 4;

  /** A text without its letters, and about what a decimal takes. */
  private static final int OBJECT_BYTES = 48;

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long arrivals;
  private long heapBytes;

  void add(Event event) {
    Entry entry = new Entry(event, arrivals++, heapBytes(event));
    entries.add(entry);
    heapBytes += entry.heapBytes;
  }

  /** Whether there is an event up to and including a time. */
  boolean hasUpTo(long time) {
    Entry first = entries.peek();
    return first != null && first.event.timeMillis() <= time;
  }

  /** Takes the first event; null when there is none. */
  Event poll() {
    Entry first = entries.poll();
    if (first == null) {
      return null;
    }
    heapBytes -= first.heapBytes;
    return first.event;
  }

  /** All events, in their order. */
  @Override
  public Iterator<Event> iterator() {
    return entries.stream().sorted().map(entry -> entry.event).iterator();
  }

  /** Heap that it takes, in bytes, about. */
  long heapBytes() {
    return heapBytes;
  }

  private static long heapBytes(Event event) {
    long bytes = EVENT_BYTES + event.payload().length + (long) COLUMN_BYTES * event.size();
    for (int column = 0; column < event.size(); column++) {
      Object value = event.getObject(column);
      if (value instanceof String) {
        bytes += OBJECT_BYTES + ((String) value).length();
      } else if (value instanceof byte[]) {
        bytes += OBJECT_BYTES + ((byte[]) value).length;
      } else if (value != null) {
        bytes += OBJECT_BYTES;
      }
    }
    return bytes;
  }

  private static final class Entry implements Comparable<Entry> {
    private final Event event;
    private final long arrival;
    private final long heapBytes;

    Entry(Event event, long arrival, long heapBytes) {
      this.event = event;
      this.arrival = arrival;
      this.heapBytes = heapBytes;
    }

    @Override
    public int compareTo(Entry other) {
      int order = EventOrder.BY_TIME_AND_ID.compare(event, other.event);
      return order != 0 ? order : Long.compare(arrival, other.arrival);
    }
  }
}
