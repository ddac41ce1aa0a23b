package io.millrace.udf.sql;

import io.millrace.udf.aggregate.Accumulator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Every value, in order, so that each can be taken out again. */
final class KeptValues implements Values {
  private static final int LEAST_CAPACITY = 8;

  private final Accumulator accumulator;
  private long[] places = new long[LEAST_CAPACITY];
  private double[] values = new double[LEAST_CAPACITY];
  private int size;

  KeptValues(Accumulator accumulator) {
    this.accumulator = accumulator;
  }

  @Override
  public void add(long place, double value) {
    ensureCapacity(size + 1);
    int at = firstNotBefore(place, value);
    System.arraycopy(places, at, places, at + 1, size - at);
    System.arraycopy(values, at, values, at + 1, size - at);
    places[at] = place;
    values[at] = value;
    size++;
  }

  /**
   * Takes a value out again.
   *
   * @return false when it is not there
   */
  boolean remove(long place, double value) {
    int at = firstNotBefore(place, value);
    if (at == size || compare(at, place, value) != 0) {
      return false;
    }
    size--;
    System.arraycopy(places, at + 1, places, at, size - at);
    System.arraycopy(values, at + 1, values, at, size - at);
    return true;
  }

  private int firstNotBefore(long place, double value) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(middle, place, value) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int compare(int at, long place, double value) {
    int byPlace = Long.compare(places[at], place);
    return byPlace != 0 ? byPlace : Double.compare(values[at], value);
  }

  private void ensureCapacity(int capacity) {
    if (capacity > places.length) {
      int larger = Math.max(capacity, places.length + (places.length >> 1));
      places = Arrays.copyOf(places, larger);
      values = Arrays.copyOf(values, larger);
    }
  }

  /** Merges two sorted lists from their ends, into the room behind this one. */
  @Override
  public void merge(Values other) {
    KeptValues kept = (KeptValues) other;
    ensureCapacity(size + kept.size);
    int own = size - 1;
    int others = kept.size - 1;
    for (int to = size + kept.size - 1; others >= 0; to--) {
      boolean takeOwn = own >= 0 && compare(own, kept.places[others], kept.values[others]) > 0;
      places[to] = takeOwn ? places[own] : kept.places[others];
      values[to] = takeOwn ? values[own--] : kept.values[others--];
    }
    size += kept.size;
  }

  @Override
  public Accumulator accumulator() {
    accumulator.clear();
    accumulator.update(places, values, 0, size);
    return accumulator;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(places[i]);
      out.writeDouble(values[i]);
    }
  }

  @Override
  public void read(DataInput in) throws IOException {
    size = 0;
    int written = in.readInt();
    ensureCapacity(written);
    for (; size < written; size++) {
      places[size] = in.readLong();
      values[size] = in.readDouble();
    }
  }
}
