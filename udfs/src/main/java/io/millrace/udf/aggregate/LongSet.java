package io.millrace.udf.aggregate;

import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** A set of numbers that takes the room it needs: a hash table with linear probing. */
final class LongSet {
  private static final int SMALLEST = 4;

  /** Has no room for a number, and takes none. */
  private static final long[] NO_TABLE = new long[1];

  /** Its length is a power of two; 0 marks a free slot. */
  private long[] table = NO_TABLE;

  /** How many of the slots are taken. */
  private int taken;

  private boolean hasZero;

  /** Forgets all numbers, but keeps the room for as many. */
  void clear() {
    if (taken > 0) {
      Arrays.fill(table, 0);
      taken = 0;
    }
    hasZero = false;
  }

  /** Forgets all numbers, and gives the room back. */
  void release() {
    table = NO_TABLE;
    taken = 0;
    hasZero = false;
  }

  int size() {
    return taken + (hasZero ? 1 : 0);
  }

  void add(long number) {
    if (number == 0) {
      hasZero = true;
      return;
    }
    int slot = slotOf(number);
    if (table[slot] == number) {
      return;
    }
    if (makeRoom(taken + 1)) {
      slot = slotOf(number);
    }
    table[slot] = number;
    taken++;
  }

  void addAll(LongSet other) {
    // Not for the sum of both, which may have much in common.
    makeRoom(Math.max(taken, other.taken));
    hasZero |= other.hasZero;
    for (long number : other.table) {
      if (number != 0) {
        add(number);
      }
    }
  }

  /** The slot that holds the number, or the free one where it belongs. */
  private int slotOf(long number) {
    int mask = table.length - 1;
    // The highest bits of the product with 2^64 divided by the golden ratio (Knuth, volume 3, 6.4):
    // doubles of few digits differ in nothing but their highest bits, and neither do the products.
    long product = number * 0x9E3779B97F4A7C15L;
    int slot = (int) (product >>> Long.numberOfLeadingZeros(mask)) & mask;
    while (table[slot] != 0 && table[slot] != number) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Makes the table long enough for as many numbers; true when it was not. */
  private boolean makeRoom(int numbers) {
    int length = table.length;
    while (4 * numbers > 3 * length) {
      length = Math.max(SMALLEST, 2 * length);
    }
    if (length == table.length) {
      return false;
    }
    long[] old = table;
    table = new long[length];
    for (long number : old) {
      if (number != 0) {
        table[slotOf(number)] = number;
      }
    }
    return true;
  }

  /** Gives every number to the taker, in no particular order. */
  void forEach(LongConsumer taker) {
    if (hasZero) {
      taker.accept(0);
    }
    for (long number : table) {
      if (number != 0) {
        taker.accept(number);
      }
    }
  }

  /** Writes the numbers in their order, so that equal sets are equal bytes. */
  void write(DataOutput out) throws IOException {
    long[] numbers = new long[size()];
    int filled = hasZero ? 1 : 0;
    for (long number : table) {
      if (number != 0) {
        numbers[filled++] = number;
      }
    }
    Arrays.sort(numbers);
    out.writeInt(numbers.length);
    for (long number : numbers) {
      out.writeLong(number);
    }
  }

  int heapBytes() {
    return 32 + (table == NO_TABLE ? 0 : 16 + Long.BYTES * table.length);
  }
}
