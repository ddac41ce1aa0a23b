package io.millrace.udf.aggregate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What an aggregate has taken in so far. Values come in the order of their events: what {@link
 * #update} and {@link #merge} add comes after all that the accumulator holds. That makes the first
 * and the last value aggregates like any other.
 *
 * <p>A value of {@code NaN} stands for one that is absent, and is passed over. Infinities are
 * numbers as any other; {@link Aggregates} says what becomes of them. Not thread-safe.
 */
public interface Accumulator {
  /** Forgets all values. */
  void clear();

  /**
   * Adds one value.
   *
   * @param time of its event, milliseconds since 1970-01-01T00:00:00Z
   */
  void update(long time, double value);

  /** Adds the values from one index to before another. */
  default void update(long[] times, double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      update(times[i], values[i]);
    }
  }

  /** Adds a 1 for each of the times from one index to before another. */
  default void updateOnes(long[] times, int from, int to) {
    for (int i = from; i < to; i++) {
      update(times[i], 1);
    }
  }

  /**
   * Adds all that another accumulator of the same aggregate holds.
   *
   * @param later holds values of later events; it stays as it is
   */
  void merge(Accumulator later);

  /**
   * Whether there are too few values for a result. That is where there are none; but a sample's
   * variance takes two, and a rate over nothing is 0. So also one that is empty is worth merging.
   */
  boolean isEmpty();

  /**
   * The result.
   *
   * @param asOf event time at which it is asked, milliseconds since 1970-01-01T00:00:00Z
   * @param length of the window, milliseconds
   * @return the result; meaningless when {@link #isEmpty}, except for a count, which is 0
   */
  double finish(long asOf, long length);

  /** Whether {@link #finish} answers with an estimate, as there were too many values. */
  default boolean isApproximate() {
    return false;
  }

  /**
   * How many numbers hold all that it has taken in, however much that is; negative when no fixed
   * number does. Always the same for accumulators of one aggregate.
   */
  default int slots() {
    return -1;
  }

  /**
   * Saves what it holds as numbers, from an index on; only when it has {@link #slots}. For use in
   * one process: what is kept is written with {@link #write}.
   */
  default void save(long[] slots, int at) {
    throw new UnsupportedOperationException("what it holds does not fit into numbers");
  }

  /** Replaces what it holds by what {@link #save} saved. */
  default void load(long[] slots, int at) {
    throw new UnsupportedOperationException("what it holds does not fit into numbers");
  }

  /** Heap that it takes, in bytes, about. */
  int heapBytes();

  /** Writes what it holds. */
  void write(DataOutput out) throws IOException;

  /** Replaces what it holds by what {@link #write} wrote. */
  void read(DataInput in) throws IOException;
}
