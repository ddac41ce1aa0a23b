package io.millrace.udf.aggregate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Number of values. */
final class Count extends NamedAggregate {
  Count() {
    super("count");
  }

  @Override
  public boolean isCount() {
    return true;
  }

  @Override
  public Accumulator prepare() {
    return new Values();
  }

  private static final class Values implements Accumulator {
    private long count;

    @Override
    public void clear() {
      count = 0;
    }

    @Override
    public void update(long time, double value) {
      if (!Double.isNaN(value)) {
        count++;
      }
    }

    @Override
    public void update(long[] times, double[] values, int from, int to) {
      long present = 0;
      for (int i = from; i < to; i++) {
        present += Double.isNaN(values[i]) ? 0 : 1;
      }
      count += present;
    }

    @Override
    public void merge(Accumulator later) {
      count += ((Values) later).count;
    }

    @Override
    public boolean isEmpty() {
      return count == 0;
    }

    @Override
    public double finish(long asOf, long length) {
      return count;
    }

    @Override
    public int heapBytes() {
      return 24;
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeLong(count);
    }

    @Override
    public void read(DataInput in) throws IOException {
      count = in.readLong();
    }
  }
}
