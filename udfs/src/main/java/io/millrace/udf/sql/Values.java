package io.millrace.udf.sql;

import io.millrace.udf.aggregate.Accumulator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The values of an aggregate in SQL, which come in any order. Each has a place in the order of the
 * rows; of values in the same place the smaller one comes first, so that the result never depends
 * on the order of arrival.
 */
interface Values {
  /** Adds a value, which is not NaN. */
  void add(long place, double value);

  /** Adds all that another of the same kind holds; it stays as it is. */
  void merge(Values other);

  /** The values as the aggregate holds them; good until the next call. */
  Accumulator accumulator();

  void write(DataOutput out) throws IOException;

  /** Replaces what it holds by what {@link #write} wrote. */
  void read(DataInput in) throws IOException;
}
