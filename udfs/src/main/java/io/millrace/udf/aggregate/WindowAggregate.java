package io.millrace.udf.aggregate;

/**
 * An aggregate over a window of numbers, as an algebra: {@code prepare} an empty accumulator,
 * {@code update} it with a value, {@code merge} two of them, {@code finish} to the result.
 * Accumulators are slices of a caller's array, so that a window costs no allocation.
 *
 * <p>Implementations hold no state. Nulls never reach {@code update}; {@code NaN} and infinities
 * are treated as any number.
 */
public interface WindowAggregate {
  /** Name in the pipeline file, e.g. {@code mean}. */
  String name();

  /** Whether the result is a count, an integer by nature; else it is a real number. */
  boolean isCount();

  /** Numbers that an accumulator takes. */
  int width();

  /** Writes an empty accumulator at {@code at}. */
  void prepare(double[] accumulator, int at);

  /** Adds one value. */
  void update(double[] accumulator, int at, double value);

  /** Adds all that {@code from} holds into {@code into}. */
  void merge(double[] into, int at, double[] from, int fromAt);

  /** Whether no value was added. */
  boolean isEmpty(double[] accumulator, int at);

  /** The result; meaningless when {@link #isEmpty}, except for a count, which is 0. */
  double finish(double[] accumulator, int at);
}
