package io.millrace.udf.scalar;

import java.math.BigDecimal;

/**
 * Values of any type as finite numbers that are equal where the values are: what an aggregate takes
 * that looks only at which values are equal, as numbers are all that the state of features holds.
 *
 * <p>A value that a {@code double} holds exactly is itself. Any other is a hash of 63 bits, carried
 * in the bits of a number whose magnitude is below 2, so that it is never NaN or infinite. Two
 * different values of one column get the same number with a probability of 2<sup>-63</sup>: among n
 * values some two do with one of about n<sup>2</sup> / 2<sup>64</sup>, which is 5e-8 for a million.
 */
public final class Identity {
  /** Whole numbers up to this magnitude are all {@code double}s. */
  private static final long EXACT = 1L << 53;

  /** Without this bit of its exponent, a {@code double} is less than 2. */
  private static final long TOP_OF_EXPONENT = 1L << 62;

  private Identity() {}

  public static double of(boolean x) {
    return x ? 1 : 0;
  }

  /** A whole number, a timestamp or a date. */
  public static double of(long x) {
    return x >= -EXACT && x <= EXACT ? x : carry(Hash.of(x));
  }

  /** A real number; zero has one sign. */
  public static double of(double x) {
    return x + 0.0;
  }

  public static double of(String text) {
    return carry(Hash.of(text));
  }

  public static double of(byte[] bytes) {
    return carry(Hash.of(bytes));
  }

  /** A decimal; 1.0 and 1.00 are one value. */
  public static double of(BigDecimal x) {
    return carry(Hash.of(x));
  }

  private static double carry(long hash) {
    return Double.longBitsToDouble(hash & ~TOP_OF_EXPONENT);
  }
}
