package io.millrace.udf.aggregate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The sum of the values and their number: what a sum and a mean need. Values that add up to more
 * than a double holds make both infinite; infinities of both signs make them NaN.
 */
abstract class SumAndCount implements Accumulator {
  private final CompensatedSum sum = new CompensatedSum();
  private long count;

  @Override
  public final void clear() {
    sum.clear();
    count = 0;
  }

  @Override
  public final void update(long time, double value) {
    if (!Double.isNaN(value)) {
      sum.add(value);
      count++;
    }
  }

  @Override
  public final void update(long[] times, double[] values, int from, int to) {
    count += sum.addDistances(values, 0, from, to);
  }

  @Override
  public final void merge(Accumulator later) {
    SumAndCount other = (SumAndCount) later;
    sum.add(other.sum);
    count += other.count;
  }

  @Override
  public final boolean isEmpty() {
    return count == 0;
  }

  final double sum() {
    return sum.value();
  }

  final long count() {
    return count;
  }

  @Override
  public final int slots() {
    return CompensatedSum.SLOTS + 1;
  }

  @Override
  public final void save(long[] slots, int at) {
    sum.save(slots, at);
    slots[at + CompensatedSum.SLOTS] = count;
  }

  @Override
  public final void load(long[] slots, int at) {
    sum.load(slots, at);
    count = slots[at + CompensatedSum.SLOTS];
  }

  @Override
  public final int heapBytes() {
    return 32 + CompensatedSum.HEAP_BYTES;
  }

  @Override
  public final void write(DataOutput out) throws IOException {
    sum.write(out);
    out.writeLong(count);
  }

  @Override
  public final void read(DataInput in) throws IOException {
    sum.read(in);
    count = in.readLong();
  }
}
