package io.millrace.udf.sql;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What an aggregate of SQL has taken in: the accumulator that Flink keeps in its state. What it is
 * made of becomes known with the first row, which brings the aggregate's parameters.
 */
public final class AggregateState {
  private double[] parameters;
  private Values values;
  private long asOf;
  private long length;

  AggregateState() {}

  /** Whether a row has come, or more. */
  boolean isBound() {
    return parameters != null;
  }

  void bind(double[] newParameters, Values newValues) {
    parameters = newParameters;
    values = newValues;
    asOf = Long.MIN_VALUE;
    length = 0;
  }

  /** In the order of the aggregate's parameters; those left out are missing at the end. */
  double[] parameters() {
    return parameters;
  }

  Values values() {
    return values;
  }

  /** Time as of which the result is asked: the latest of the rows, milliseconds since 1970. */
  long asOf() {
    return asOf;
  }

  /** Length of the window: the longest of the rows, milliseconds. */
  long length() {
    return length;
  }

  /** Takes in the time as of which a row asks, and the length of its window. */
  void extend(long rowAsOf, long rowLength) {
    asOf = Math.max(asOf, rowAsOf);
    length = Math.max(length, rowLength);
  }

  /** Adds all that another holds, which is bound to the same parameters. */
  void merge(AggregateState other) {
    values.merge(other.values);
    extend(other.asOf, other.length);
  }

  /** Writes what it holds. */
  void write(DataOutput out) throws IOException {
    out.writeBoolean(isBound());
    if (isBound()) {
      out.writeByte(parameters.length);
      for (double parameter : parameters) {
        out.writeDouble(parameter);
      }
      out.writeLong(asOf);
      out.writeLong(length);
      values.write(out);
    }
  }

  static AggregateState read(DataInput in, AggregateKind kind) throws IOException {
    AggregateState state = new AggregateState();
    if (in.readBoolean()) {
      double[] parameters = new double[in.readByte()];
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] = in.readDouble();
      }
      state.bind(parameters, kind.values(parameters));
      state.asOf = in.readLong();
      state.length = in.readLong();
      state.values.read(in);
    }
    return state;
  }
}
