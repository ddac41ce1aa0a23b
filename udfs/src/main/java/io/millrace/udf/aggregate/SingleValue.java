package io.millrace.udf.aggregate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** An accumulator that picks one of the values. */
abstract class SingleValue implements Accumulator {
  /** The value picked; NaN while there is none. */
  double value = Double.NaN;

  @Override
  public final void clear() {
    value = Double.NaN;
  }

  @Override
  public final void merge(Accumulator later) {
    update(0, ((SingleValue) later).value);
  }

  @Override
  public final boolean isEmpty() {
    return Double.isNaN(value);
  }

  @Override
  public final double finish(long asOf, long length) {
    return value;
  }

  @Override
  public final int slots() {
    return 1;
  }

  @Override
  public final void save(long[] slots, int at) {
    slots[at] = Double.doubleToRawLongBits(value);
  }

  @Override
  public final void load(long[] slots, int at) {
    value = Double.longBitsToDouble(slots[at]);
  }

  @Override
  public final int heapBytes() {
    return 24;
  }

  @Override
  public final void write(DataOutput out) throws IOException {
    out.writeDouble(value);
  }

  @Override
  public final void read(DataInput in) throws IOException {
    value = in.readDouble();
  }
}
