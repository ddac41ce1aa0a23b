package io.millrace.udf.sql;

import io.millrace.udf.aggregate.Accumulator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The first or the last of the values, for an aggregate whose result depends on it alone. */
final class OutermostValue implements Values {
  private final boolean last;
  private final Accumulator accumulator;
  private boolean empty = true;
  private long place;
  private double value;

  OutermostValue(boolean last, Accumulator accumulator) {
    this.last = last;
    this.accumulator = accumulator;
  }

  @Override
  public void add(long newPlace, double newValue) {
    if (empty || isFurtherOut(newPlace, newValue)) {
      empty = false;
      place = newPlace;
      value = newValue;
    }
  }

  private boolean isFurtherOut(long newPlace, double newValue) {
    int order = Long.compare(newPlace, place);
    if (order == 0) {
      order = Double.compare(newValue, value);
    }
    return last ? order > 0 : order < 0;
  }

  @Override
  public void merge(Values other) {
    OutermostValue outermost = (OutermostValue) other;
    if (!outermost.empty) {
      add(outermost.place, outermost.value);
    }
  }

  @Override
  public Accumulator accumulator() {
    accumulator.clear();
    if (!empty) {
      accumulator.update(place, value);
    }
    return accumulator;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeBoolean(empty);
    out.writeLong(place);
    out.writeDouble(value);
  }

  @Override
  public void read(DataInput in) throws IOException {
    empty = in.readBoolean();
    place = in.readLong();
    value = in.readDouble();
  }
}
