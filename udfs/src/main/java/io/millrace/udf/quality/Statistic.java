package io.millrace.udf.quality;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What a window has taken in so far of some of its columns: a state that several metrics are
 * computed from. Empty when made, updated with each event, merged with what parallel readers saw;
 * each finishes to metrics. Events may come and states may be merged in any order. Not thread-safe.
 *
 * <p>The conventions are those of Deequ: a null is no value, and all but {@link Counts} pass over
 * it. NaN is a value, as it is to Spark: sums, means and extremes of a column that has one are NaN.
 *
 * @see <a href="https://github.com/awslabs/deequ">Deequ</a>
 */
public interface Statistic {
  /**
   * Adds all that another state of the same kind holds.
   *
   * @param other stays as it is, but may be put in order
   */
  void merge(Statistic other);

  /** Heap that it takes, in bytes, about. */
  int heapBytes();

  /** Writes what it holds, compactly; savepoints keep these bytes. */
  void write(DataOutput out) throws IOException;

  /** Replaces what it holds by what {@link #write} wrote. */
  void read(DataInput in) throws IOException;
}
