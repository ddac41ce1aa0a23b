package io.millrace.cli.generate;

import java.util.SplittableRandom;

/**
 * Random draws that are the same for a seed on every machine: {@link StrictMath} where {@link Math}
 * may differ by processor.
 */
final class Draws {
  private final SplittableRandom random;
  private double spareGaussian;
  private boolean hasSpare;

  Draws(long seed) {
    this(new SplittableRandom(seed));
  }

  private Draws(SplittableRandom random) {
    this.random = random;
  }

  /** An independent stream of draws. What it is used for leaves this one as it is. */
  Draws split() {
    return new Draws(random.split());
  }

  /** An integer from 0 inclusive to {@code bound} exclusive. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** A number from {@code from} inclusive to {@code to} exclusive. */
  double between(double from, double to) {
    return from + (to - from) * random.nextDouble();
  }

  /** An integer from {@code from} to {@code to}, both inclusive. */
  long wholeBetween(long from, long to) {
    return random.nextLong(from, to + 1);
  }

  /** True with this probability; draws even when it is 0 or 1. */
  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Exponentially distributed. */
  double exponential(double mean) {
    return -mean * StrictMath.log(1 - random.nextDouble());
  }

  /** Normally distributed, mean 0 and standard deviation 1 (Marsaglia's polar method). */
  double gaussian() {
    if (hasSpare) {
      hasSpare = false;
      return spareGaussian;
    }
    double x;
    double y;
    double square;
    do {
      x = between(-1.0, 1.0);
      y = between(-1.0, 1.0);
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
    spareGaussian = y * factor;
    hasSpare = true;
    return x * factor;
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextInt();
    }
    return bytes;
  }
}
