package io.millrace.udf.aggregate;

import java.util.Arrays;
import java.util.Random;

/** Values of events in the order of time, some of them absent. */
final class Series {
  private static final long NOW = 1_780_000_000_000L;
  private static final long[] PACES = {1, 1_000, 60_000, 86_400_000L};

  private final long[] times;
  private final double[] values;

  Series(long[] times, double[] values) {
    this.times = times;
    this.values = values;
  }

  /** Values without anything special, a second apart. */
  static Series of(double... values) {
    long[] times = new long[values.length];
    Arrays.setAll(times, i -> NOW + 1000L * i);
    return new Series(times, values);
  }

  /**
   * Up to a number of values, of very different magnitudes and both signs or of the same; some are
   * absent, some repeated, some at the same time. Some series begin before 1970.
   */
  static Series random(long seed, int most) {
    Random random = new Random(seed);
    int size = 1 + random.nextInt(most);
    int spread = random.nextInt(3) == 0 ? 0 : random.nextInt(30);
    double offset = random.nextInt(3) == 0 ? 1e9 : 0;
    long pace = PACES[random.nextInt(PACES.length)];
    long time = random.nextInt(4) == 0 ? -pace * size / 2 : NOW;
    long[] times = new long[size];
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      time += random.nextInt(4) == 0 ? 0 : (long) (pace * -Math.log(1 - random.nextDouble()));
      times[i] = time;
      int kind = random.nextInt(10);
      if (kind == 0) {
        values[i] = Double.NaN;
      } else if (kind <= 2 && i > 0) {
        values[i] = values[random.nextInt(i)];
      } else {
        int exponent = random.nextInt(2 * spread + 1) - spread;
        values[i] = offset + random.nextGaussian() * Math.pow(10, exponent);
      }
    }
    return new Series(times, values);
  }

  long[] times() {
    return times;
  }

  double[] values() {
    return values;
  }

  int size() {
    return values.length;
  }

  /** Without the absent values. */
  Series present() {
    int[] kept = new int[size()];
    int size = 0;
    for (int i = 0; i < size(); i++) {
      if (!Double.isNaN(values[i])) {
        kept[size++] = i;
      }
    }
    int[] indexes = Arrays.copyOf(kept, size);
    return new Series(
        Arrays.stream(indexes).mapToLong(i -> times[i]).toArray(),
        Arrays.stream(indexes).mapToDouble(i -> values[i]).toArray());
  }

  /** An accumulator that took in the values from one index to before another, one by one. */
  Accumulator updated(WindowAggregate aggregate, int from, int to) {
    Accumulator accumulator = aggregate.prepare();
    for (int i = from; i < to; i++) {
      accumulator.update(times[i], values[i]);
    }
    return accumulator;
  }

  Accumulator updated(WindowAggregate aggregate) {
    return updated(aggregate, 0, size());
  }

  /** The same, but merged from parts, of which some are empty and some are merged from others. */
  Accumulator merged(WindowAggregate aggregate, Random random) {
    return merged(aggregate, 0, size(), random);
  }

  private Accumulator merged(WindowAggregate aggregate, int from, int to, Random random) {
    if (random.nextInt(1 + (to - from) / 4) == 0) {
      Accumulator accumulator = aggregate.prepare();
      accumulator.update(times, values, from, to);
      return accumulator;
    }
    Accumulator merged = aggregate.prepare();
    int start = from;
    while (start < to) {
      int end = start + random.nextInt(to - start + 1);
      boolean whole = start == from && end == to;
      merged.merge(whole ? updated(aggregate, start, end) : merged(aggregate, start, end, random));
      start = end;
    }
    return merged;
  }
}
