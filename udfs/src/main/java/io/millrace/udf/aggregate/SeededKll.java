package io.millrace.udf.aggregate;

import java.lang.invoke.MethodHandles;
import java.util.Random;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.kll.KllSketch;

/**
 * KLL sketches that can be reproduced. A sketch that is full drops every other value, and chooses
 * at random which ones. DataSketches takes the choice from one generator for all sketches of the
 * process, and offers no way to seed it: a job restored from a checkpoint would give other results
 * than one that ran through. So the generator is taken out of the library and seeded before each
 * step, from the times of the values: choices are as good as independent, and yet always the same.
 *
 * <p>Steps of all sketches of the process exclude each other.
 */
public final class SeededKll {
  private static final Random RANDOM = random();

  private SeededKll() {}

  private static Random random() {
    try {
      return (Random)
          MethodHandles.privateLookupIn(KllSketch.class, MethodHandles.lookup())
              .findStaticGetter(KllSketch.class, "random", Random.class)
              .invoke();
    } catch (Throwable e) {
      throw new IllegalStateException(
          "expected the field KllSketch.random of datasketches-java 6.2.0, got another version", e);
    }
  }

  /** A seed that follows from the one before and something new. */
  public static long next(long seed, long time) {
    return seed * 0x5851F42D4C957F2DL + time;
  }

  public static void update(KllDoublesSketch sketch, double value, long seed) {
    synchronized (RANDOM) {
      RANDOM.setSeed(mixed(seed));
      sketch.update(value);
    }
  }

  /** Adds the first values of an array. */
  static void update(KllDoublesSketch sketch, double[] values, int size, long seed) {
    synchronized (RANDOM) {
      RANDOM.setSeed(mixed(seed));
      sketch.update(values, 0, size);
    }
  }

  /**
   * Adds another sketch.
   *
   * @param other stays as it is
   */
  public static void merge(KllDoublesSketch sketch, KllDoublesSketch other, long seed) {
    synchronized (RANDOM) {
      RANDOM.setSeed(mixed(seed));
      sketch.merge(other);
    }
  }

  /** Bits that look random even when those of the seed do not: the finalizer of MurmurHash3. */
  private static long mixed(long seed) {
    long mixed = (seed ^ (seed >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }
}
