package io.millrace.udf.aggregate;

/**
 * A running sum that carries the rounding error of its additions along, so that the order of values
 * and the way of merging parts change the result by no more than a last bit or two.
 *
 * <p>Layout: {@code [at]} sum, {@code [at + 1]} compensation. Source: A. Neumaier,
 * "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54 (1974).
 */
final class CompensatedSum {
  static final int WIDTH = 2;

  private CompensatedSum() {}

  static void prepare(double[] accumulator, int at) {
    accumulator[at] = 0;
    accumulator[at + 1] = 0;
  }

  static void add(double[] accumulator, int at, double value) {
    double sum = accumulator[at];
    double next = sum + value;
    if (Math.abs(sum) >= Math.abs(value)) {
      accumulator[at + 1] += (sum - next) + value;
    } else {
      accumulator[at + 1] += (value - next) + sum;
    }
    accumulator[at] = next;
  }

  static void merge(double[] into, int at, double[] from, int fromAt) {
    double compensation = from[fromAt + 1];
    add(into, at, from[fromAt]);
    into[at + 1] += compensation;
  }

  static double value(double[] accumulator, int at) {
    double sum = accumulator[at];
    // Infinite or NaN sums have a NaN compensation (inf - inf); the plain sum is the answer then.
    return Double.isNaN(sum) || Double.isInfinite(sum) ? sum : sum + accumulator[at + 1];
  }
}
