package io.millrace.udf.quality;

/**
 * A quality metric as a mergeable algebra over a slice of a caller's array: {@code prepare} it
 * empty, {@code update} it with each event, {@code merge} partial results of parallel readers,
 * {@code finish} to the metric. Conventions are those of Deequ.
 */
public interface Analyzer {
  /** Numbers that the state takes. */
  int width();

  /** Writes an empty state at {@code at}. */
  void prepare(double[] state, int at);

  /**
   * Adds one event.
   *
   * @param present whether the column has a value
   * @param value the value as a number; 0 when not present or not numeric
   */
  void update(double[] state, int at, boolean present, double value);

  /** Adds all that {@code from} holds into {@code into}. */
  void merge(double[] into, int at, double[] from, int fromAt);

  /** The metric, or NaN when the window cannot answer (e.g. the mean of no value). */
  double finish(double[] state, int at);
}
