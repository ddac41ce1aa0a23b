package io.millrace.udf.scalar;

/** Functions of numbers. Where mathematics has no answer, the result is null. */
public final class NumberFunctions implements FunctionLibrary {

  @ScalarFunction("The number without its sign; the least integer stays, as it has no counterpart.")
  public static long abs(long x) {
    return Math.abs(x);
  }

  @ScalarFunction("The number without its sign.")
  public static double abs(double x) {
    return Math.abs(x);
  }

  @ScalarFunction("-1, 0 or 1, as the number is below, at or above zero.")
  public static long sign(long x) {
    return Long.signum(x);
  }

  @ScalarFunction("-1, 0 or 1, as the number is below, at or above zero.")
  public static long sign(double x) {
    return (long) Math.signum(x);
  }

  @ScalarFunction("The lesser number.")
  public static long min(long a, long b) {
    return Math.min(a, b);
  }

  @ScalarFunction("The lesser number.")
  public static double min(double a, double b) {
    return Math.min(a, b);
  }

  @ScalarFunction("The greater number.")
  public static long max(long a, long b) {
    return Math.max(a, b);
  }

  @ScalarFunction("The greater number.")
  public static double max(double a, double b) {
    return Math.max(a, b);
  }

  @ScalarFunction("The number, or the bound that it lies beyond; the low bound where they cross.")
  public static long clip(long x, long low, long high) {
    return Math.max(low, Math.min(x, high));
  }

  @ScalarFunction("The number, or the bound that it lies beyond; the low bound where they cross.")
  public static double clip(double x, double low, double high) {
    return Math.max(low, Math.min(x, high));
  }

  @ScalarFunction("Natural logarithm; null for zero and below.")
  public static double log(double x) {
    return Math.log(x);
  }

  @ScalarFunction("Natural logarithm of one more than the number; null for -1 and below.")
  public static double log1p(double x) {
    return Math.log1p(x);
  }

  @ScalarFunction("Euler's number to this power; null where too large.")
  public static double exp(double x) {
    return Math.exp(x);
  }

  @ScalarFunction("The first number to the power of the second; null where there is no real one.")
  public static double pow(double x, double exponent) {
    return Math.pow(x, exponent);
  }

  @ScalarFunction("Square root; null below zero.")
  public static double sqrt(double x) {
    return Math.sqrt(x);
  }

  @ScalarFunction("The nearest whole number; halves go away from zero.")
  public static double round(double x) {
    double magnitude = Math.abs(x);
    double whole = Math.floor(magnitude);
    return Math.copySign(magnitude - whole >= 0.5 ? whole + 1 : whole, x);
  }

  @ScalarFunction("The greatest whole number that is not above.")
  public static double floor(double x) {
    return Math.floor(x);
  }

  @ScalarFunction("The least whole number that is not below.")
  public static double ceil(double x) {
    return Math.ceil(x);
  }

  @ScalarFunction("The first number over the second; null over zero.")
  public static double ratio(double part, double whole) {
    return part / whole;
  }

  @ScalarFunction("The first number over the second; over zero, the third.")
  public static double ratio(double part, double whole, double otherwise) {
    return whole == 0 ? otherwise : part / whole;
  }

  /** Also called standardization, or normalization by a given mean and deviation. */
  @ScalarFunction(
      "How many deviations the number lies above a mean; null unless the deviation is above zero.")
  public static double zScore(double x, double mean, double deviation) {
    return deviation > 0 ? (x - mean) / deviation : Double.NaN;
  }

  @ScalarFunction(
      "Where the number lies between two bounds, 0 at the low and 1 at the high one, beyond them"
          + " less or more; null unless the high bound is above the low one.")
  public static double minMax(double x, double low, double high) {
    return high > low ? (x - low) / (high - low) : Double.NaN;
  }

  @ScalarFunction(
      "How many of the edges are at or below the number: 0 below the lowest of n, n from the"
          + " highest on.")
  public static long bucketize(double x, double[] edges) {
    long bucket = 0;
    for (double edge : edges) {
      bucket += edge <= x ? 1 : 0;
    }
    return bucket;
  }
}
