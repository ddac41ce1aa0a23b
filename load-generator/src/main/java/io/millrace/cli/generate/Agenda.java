package io.millrace.cli.generate;

import java.util.Arrays;

/**
 * Who acts next, and when: a binary heap of (time, actor), both packed into one {@code long}, so
 * that an event costs no allocation.
 */
final class Agenda {
  /** Most actors that there can be. */
  static final int MAX_ACTORS = 1 << 22;

  /** Times from 0 to this (exclusive), in milliseconds: 69 years. */
  static final long MAX_TIME = 1L << 41;

  private long[] heap = new long[1024];
  private int size;

  /**
   * @param time milliseconds from the start of the simulation
   */
  void add(long time, int actor) {
    if (time < 0 || time >= MAX_TIME || actor < 0 || actor >= MAX_ACTORS) {
      throw new IllegalArgumentException("no room on the agenda for " + actor + " at " + time);
    }
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    long entry = time << 22 | actor;
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (heap[parent] <= entry) {
        break;
      }
      heap[hole] = heap[parent];
      hole = parent;
    }
    heap[hole] = entry;
  }

  long nextTime() {
    return heap[0] >>> 22;
  }

  int nextActor() {
    return (int) (heap[0] & (MAX_ACTORS - 1));
  }

  void removeNext() {
    long last = heap[--size];
    int hole = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (last <= heap[child]) {
        break;
      }
      heap[hole] = heap[child];
      hole = child;
      child = 2 * hole + 1;
    }
    heap[hole] = last;
  }
}
