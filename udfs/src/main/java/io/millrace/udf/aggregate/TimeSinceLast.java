package io.millrace.udf.aggregate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Seconds from the last event before the one that asks. */
final class TimeSinceLast extends NamedAggregate {
  private static final double MILLIS_PER_SECOND = 1000;

  TimeSinceLast() {
    super("timeSinceLast");
  }

  /** An event is no time away from itself, which nobody asks. */
  @Override
  public boolean excludesCurrent() {
    return true;
  }

  @Override
  public Accumulator prepare() {
    return new Values();
  }

  private static final class Values implements Accumulator {
    private static final long NONE = Long.MIN_VALUE;

    private long last = NONE;

    @Override
    public void clear() {
      last = NONE;
    }

    @Override
    public void update(long time, double value) {
      if (!Double.isNaN(value)) {
        last = time;
      }
    }

    @Override
    public void update(long[] times, double[] values, int from, int to) {
      for (int i = to - 1; i >= from; i--) {
        if (!Double.isNaN(values[i])) {
          last = times[i];
          return;
        }
      }
    }

    @Override
    public void merge(Accumulator later) {
      Values other = (Values) later;
      if (!other.isEmpty()) {
        last = other.last;
      }
    }

    @Override
    public boolean isEmpty() {
      return last == NONE;
    }

    @Override
    public double finish(long asOf, long length) {
      return (asOf - last) / MILLIS_PER_SECOND;
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public void save(long[] slots, int at) {
      slots[at] = last;
    }

    @Override
    public void load(long[] slots, int at) {
      last = slots[at];
    }

    @Override
    public int heapBytes() {
      return 24;
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeLong(last);
    }

    @Override
    public void read(DataInput in) throws IOException {
      last = in.readLong();
    }
  }
}
