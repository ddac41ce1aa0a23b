package io.millrace.udf.sql;

import io.millrace.udf.aggregate.Accumulator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The values of an aggregate whose result is the same for every order of them. */
final class RunningValues implements Values {
  private final Accumulator accumulator;

  RunningValues(Accumulator accumulator) {
    this.accumulator = accumulator;
  }

  @Override
  public void add(long place, double value) {
    accumulator.update(place, value);
  }

  @Override
  public void merge(Values other) {
    accumulator.merge(((RunningValues) other).accumulator);
  }

  @Override
  public Accumulator accumulator() {
    return accumulator;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    accumulator.write(out);
  }

  @Override
  public void read(DataInput in) throws IOException {
    accumulator.read(in);
  }
}
