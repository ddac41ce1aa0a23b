package io.millrace.udf.aggregate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Smallest or largest value. */
final class Extreme extends NamedAggregate {
  private final int sign;

  private Extreme(String name, int sign) {
    super(name);
    this.sign = sign;
  }

  static Extreme smallest() {
    return new Extreme("min", -1);
  }

  static Extreme largest() {
    return new Extreme("max", 1);
  }

  @Override
  public Accumulator prepare() {
    return new Values(sign);
  }

  private static final class Values implements Accumulator {
    private final int sign;
    private boolean empty = true;
    private double extreme;

    Values(int sign) {
      this.sign = sign;
    }

    @Override
    public void clear() {
      empty = true;
      extreme = 0;
    }

    @Override
    public void update(long time, double value) {
      if (!Double.isNaN(value) && (empty || sign * Double.compare(value, extreme) > 0)) {
        extreme = value;
        empty = false;
      }
    }

    @Override
    public void merge(Accumulator later) {
      Values other = (Values) later;
      if (!other.empty) {
        update(0, other.extreme);
      }
    }

    @Override
    public boolean isEmpty() {
      return empty;
    }

    @Override
    public double finish(long asOf, long length) {
      return extreme;
    }

    @Override
    public int heapBytes() {
      return 32;
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeBoolean(empty);
      out.writeDouble(extreme);
    }

    @Override
    public void read(DataInput in) throws IOException {
      empty = in.readBoolean();
      extreme = in.readDouble();
    }
  }
}
