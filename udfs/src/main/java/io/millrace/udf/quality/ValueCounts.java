package io.millrace.udf.quality;

import java.util.Arrays;

/**
 * How often each value occurs, by a hash of it: a table with linear probing. A hash is a whole
 * number from 1 to 2<sup>63</sup>-1.
 */
final class ValueCounts {
  private static final int SMALLEST = 16;

  /** A length of a power of two; 0 marks a free slot. */
  private long[] hashes = new long[SMALLEST];

  private long[] counts = new long[SMALLEST];
  private int size;

  int size() {
    return size;
  }

  void clear() {
    hashes = new long[SMALLEST];
    counts = new long[SMALLEST];
    size = 0;
  }

  void add(long hash, long count) {
    int slot = slotOf(hash);
    if (hashes[slot] == 0) {
      if (2 * (size + 1) > hashes.length) {
        grow();
        slot = slotOf(hash);
      }
      hashes[slot] = hash;
      size++;
    }
    counts[slot] += count;
  }

  /** How often the value occurs; 0 when it is not there. */
  long count(long hash) {
    return counts[slotOf(hash)];
  }

  private int slotOf(long hash) {
    int mask = hashes.length - 1;
    int slot = (int) hash & mask;
    while (hashes[slot] != 0 && hashes[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldHashes = hashes;
    long[] oldCounts = counts;
    hashes = new long[2 * oldHashes.length];
    counts = new long[hashes.length];
    for (int i = 0; i < oldHashes.length; i++) {
      if (oldHashes[i] != 0) {
        int slot = slotOf(oldHashes[i]);
        hashes[slot] = oldHashes[i];
        counts[slot] = oldCounts[i];
      }
    }
  }

  /** Forgets the values whose hash is this or more. */
  void removeFrom(long limit) {
    long[] oldHashes = hashes;
    long[] oldCounts = counts;
    hashes = new long[oldHashes.length];
    counts = new long[oldHashes.length];
    size = 0;
    for (int i = 0; i < oldHashes.length; i++) {
      if (oldHashes[i] != 0 && oldHashes[i] < limit) {
        add(oldHashes[i], oldCounts[i]);
      }
    }
  }

  /** All hashes, ascending. */
  long[] sorted() {
    long[] sorted = new long[size];
    int next = 0;
    for (long hash : hashes) {
      if (hash != 0) {
        sorted[next++] = hash;
      }
    }
    Arrays.sort(sorted);
    return sorted;
  }

  int heapBytes() {
    return 64 + 2 * Long.BYTES * hashes.length;
  }
}
