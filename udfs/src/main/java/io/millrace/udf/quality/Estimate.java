package io.millrace.udf.quality;

/** A metric's value, and how far it may be from the exact one. Immutable. */
public final class Estimate {
  /** A standard normal variable lies between minus this and this in 95 % of cases. */
  static final double TWO_SIDED_95 = 1.96;

  private static final Estimate NONE = new Estimate(Double.NaN, 0, false);

  private final double value;
  private final double error;
  private final boolean approximate;

  private Estimate(double value, double error, boolean approximate) {
    this.value = value;
    this.error = error;
    this.approximate = approximate;
  }

  /** A value that is exact, or NaN for none. */
  public static Estimate exact(double value) {
    return Double.isNaN(value) ? NONE : new Estimate(value, 0, false);
  }

  static Estimate approximate(double value, double error) {
    return new Estimate(value, error, true);
  }

  /** What a window answers that has no value to compute the metric from. */
  public static Estimate none() {
    return NONE;
  }

  /** The value; NaN when the window cannot answer, as with the mean of no value. */
  public double value() {
    return value;
  }

  /** Whether the window held more values than are kept exactly. */
  public boolean isApproximate() {
    return approximate;
  }

  /**
   * Half the width of the interval around the value in which the exact one lies in 95 % of cases; 0
   * when the value is exact.
   */
  public double error() {
    return error;
  }

  @Override
  public String toString() {
    return approximate ? value + " ± " + error : Double.toString(value);
  }
}
