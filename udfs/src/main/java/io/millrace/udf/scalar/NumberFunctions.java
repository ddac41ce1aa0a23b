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

  @ScalarFunction("Euler's number to this power; null where too large.")
  public static double exp(double x) {
    return Math.exp(x);
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
}
