package io.millrace.udf.aggregate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The number of values: what a count and a rate need. */
abstract class ValueCount implements Accumulator {
  private long count;

  @Override
  public final void clear() {
    count = 0;
  }

  @Override
  public final void update(long time, double value) {
    if (!Double.isNaN(value)) {
      count++;
    }
  }

  @Override
  public final void update(long[] times, double[] values, int from, int to) {
    int present = 0;
    for (int i = from; i < to; i++) {
      present += Double.isNaN(values[i]) ? 0 : 1;
    }
    count += present;
  }

  @Override
  public final void updateOnes(long[] times, int from, int to) {
    count += to - from;
  }

  @Override
  public final void merge(Accumulator later) {
    count += ((ValueCount) later).count;
  }

  final long count() {
    return count;
  }

  @Override
  public final int slots() {
    return 1;
  }

  @Override
  public final void save(long[] slots, int at) {
    slots[at] = count;
  }

  @Override
  public final void load(long[] slots, int at) {
    count = slots[at];
  }

  @Override
  public int heapBytes() {
    return 24;
  }

  @Override
  public final void write(DataOutput out) throws IOException {
    out.writeLong(count);
  }

  @Override
  public final void read(DataInput in) throws IOException {
    count = in.readLong();
  }
}
