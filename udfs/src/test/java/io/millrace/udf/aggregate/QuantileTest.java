package io.millrace.udf.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.datasketches.kll.KllSketch;
import org.junit.jupiter.api.Test;

class QuantileTest {
  private static final double[] RANKS = {0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1};
  private static final double BOUND = Quantile.RANK_ERROR_PERCENT / 100;

  @Test
  void isTheNearestRank() {
    double[] values = new double[100];
    Arrays.setAll(values, i -> 100 - i);
    Series series = Series.of(values);
    // Also for ranks whose product with 100 is not exact in binary, such as 0.07, 0.29 and 0.57.
    for (int percent = 1; percent <= 100; percent++) {
      assertThat(series.updated(quantile(percent / 100.0)).finish(0, 1)).isEqualTo(percent);
    }
    assertThat(series.updated(quantile(0)).finish(0, 1)).isEqualTo(1);
    assertThat(series.updated(quantile(0.0001)).finish(0, 1)).isEqualTo(1);
    assertThat(series.updated(quantile(0.9901)).finish(0, 1)).isEqualTo(100);
  }

  @Test
  void isExactToTheStatedNumberAndSaysWhenItIsNot() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      int size = seed == 0 ? Quantile.EXACT : Quantile.EXACT - random.nextInt(500);
      Series series = Series.of(random.doubles(size).toArray());
      for (double rank : RANKS) {
        AggregateCase one = AggregateCase.of("quantile", "rank", rank);
        Accumulator merged = series.merged(one.aggregate(), random);
        assertThat(merged.finish(0, 1)).isEqualTo(one.expected(series, 0, 1));
        assertThat(merged.isApproximate()).isFalse();
      }
    }
    Accumulator accumulator = Series.of(new double[Quantile.EXACT]).updated(quantile(0.5));
    accumulator.update(0, Double.NaN);
    assertThat(accumulator.isApproximate()).isFalse();
    accumulator.update(0, 1);
    assertThat(accumulator.isApproximate()).isTrue();
    assertThat(accumulator.isEmpty()).isFalse();
    accumulator.clear();
    assertThat(accumulator.isApproximate()).isFalse();
    assertThat(accumulator.isEmpty()).isTrue();
  }

  @Test
  void statesTheErrorOfTheSketch() {
    assertThat(KllSketch.getNormalizedRankError(Quantile.K, false)).isLessThan(BOUND);
  }

  /** Of one rank in a hundred the error may be larger; none here is twice as large. */
  @Test
  void beyondItIsWithinTheStatedError() {
    int within = 0;
    int all = 0;
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int size = Quantile.EXACT + 1 + random.nextInt(seed % 10 == 0 ? 200_000 : 10_000);
      double[] values = values(seed, size, random);
      Series series = Series.of(values);
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      for (double rank : RANKS) {
        Accumulator accumulator =
            seed % 2 == 0
                ? series.updated(quantile(rank))
                : series.merged(quantile(rank), new Random(~seed));
        double error = rankError(sorted, rank, accumulator.finish(0, 1));
        assertThat(error)
            .as("rank %s of %d values, seed %d", rank, size, seed)
            .isLessThan(2 * BOUND);
        within += error <= BOUND ? 1 : 0;
        all++;
      }
    }
    assertThat(within).isGreaterThanOrEqualTo((int) (0.99 * all));
  }

  /** Days with the same values at the same hours: were their errors the same, they would add up. */
  @Test
  void partsWithTheSameValuesChooseDifferently() {
    double[] day = new Random(1).doubles(2000).toArray();
    WindowAggregate median = quantile(0.5);
    Accumulator merged = median.prepare();
    Set<Double> medians = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      long[] times = new long[day.length];
      long midnight = i * 86_400_000L;
      Arrays.setAll(times, second -> midnight + 1000L * second);
      Accumulator part = new Series(times, day).updated(median);
      medians.add(part.finish(0, 1));
      merged.merge(part);
    }
    assertThat(medians).hasSizeGreaterThan(5);
    double[] sorted = day.clone();
    Arrays.sort(sorted);
    assertThat(rankError(sorted, 0.5, merged.finish(0, 1))).isLessThan(BOUND);
  }

  /** What a job that was restored, or another run, relies on. */
  @Test
  void theSameValuesMergedInTheSameWayGiveTheSameBits() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService others = Executors.newSingleThreadExecutor();
    Future<?> noise =
        others.submit(
            () -> {
              // Other tasks of the process fill sketches of their own meanwhile.
              Series values = Series.of(new Random().doubles(3000).toArray());
              while (!done.get()) {
                values.updated(quantile(0.5));
              }
            });
    try {
      for (int seed = 0; seed < 20; seed++) {
        assertThat(merged(seed, false)).as("seed %d", seed).isEqualTo(merged(seed, false));
        assertThat(merged(seed, true)).as("seed %d", seed).isEqualTo(merged(seed, false));
      }
    } finally {
      done.set(true);
      noise.get();
      others.shutdown();
    }
  }

  private static byte[] merged(int seed, boolean restored) {
    Random random = new Random(seed);
    List<Accumulator> parts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Series series = Series.of(random.doubles(1 + random.nextInt(4000)).toArray());
      int middle = random.nextInt(series.size());
      Accumulator part = series.updated(quantile(0.9), 0, middle);
      if (restored) {
        part = AccumulatorBytes.into(quantile(0.9).prepare(), AccumulatorBytes.of(part));
      }
      part.update(series.times(), series.values(), middle, series.size());
      parts.add(part);
    }
    Accumulator merged = quantile(0.9).prepare();
    parts.forEach(merged::merge);
    return AccumulatorBytes.of(merged);
  }

  @Test
  void sketchesShareNothing() {
    Random random = new Random(1);
    Series more = Series.of(random.doubles(3000).toArray());
    int[] sizes = {0, 10, 1024, 3000};
    for (int earlier : sizes) {
      for (int later : sizes) {
        WindowAggregateTest.assertIndependent(
            Series.of(random.doubles(earlier).toArray()).updated(quantile(0.5)),
            Series.of(random.doubles(later).toArray()).updated(quantile(0.5)),
            more,
            earlier + " and " + later + " values");
      }
    }
  }

  @Test
  void infiniteValuesAreAsAnyOtherBeyondItToo() {
    double[] values = new Random(1).doubles(10_000).toArray();
    Arrays.fill(values, 0, 2000, Double.POSITIVE_INFINITY);
    Arrays.fill(values, 2000, 4000, Double.NEGATIVE_INFINITY);
    Arrays.fill(values, 4000, 4010, Double.NaN);
    Series series = Series.of(values);
    assertThat(series.updated(quantile(0.1)).finish(0, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(series.updated(quantile(0.5)).finish(0, 1)).isBetween(0.45, 0.55);
    assertThat(series.updated(quantile(0.9)).finish(0, 1)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void takesLittleRoomForFewValuesAndNoMoreThanSomeKilobytesForMany() {
    assertThat(quantile(0.5).prepare().heapBytes()).isLessThan(100);
    assertThat(Series.of(1, 2, 3).updated(quantile(0.5)).heapBytes()).isLessThan(120);
    Accumulator many = Series.of(new Random(1).doubles(500_000).toArray()).updated(quantile(0.5));
    assertThat(many.heapBytes()).isLessThan(9200);
    assertThat(AccumulatorBytes.of(many).length).isLessThan(8000);
  }

  @Test
  void refusesStateOfAnotherFormat() {
    byte[] bytes = AccumulatorBytes.of(Series.of(1, 2, 3).updated(quantile(0.5)));
    bytes[0] = 9;
    assertThatThrownBy(() -> AccumulatorBytes.into(quantile(0.5).prepare(), bytes))
        .hasMessageContaining("state of quantile: expected format 1, got 9");
  }

  private static WindowAggregate quantile(double rank) {
    return AggregateCase.of("quantile", "rank", rank).aggregate();
  }

  private static double[] values(int seed, int size, Random random) {
    double[] values = new double[size];
    switch (seed % 5) {
      case 0 -> Arrays.setAll(values, i -> i);
      case 1 -> Arrays.setAll(values, i -> -i);
      case 2 -> Arrays.setAll(values, i -> random.nextGaussian());
      case 3 -> Arrays.setAll(values, i -> Math.exp(10 * random.nextGaussian()));
      default -> Arrays.setAll(values, i -> random.nextInt(20));
    }
    return values;
  }

  /** Distance of the rank to those that the value has, as a share of the number of values. */
  private static double rankError(double[] sorted, double rank, double value) {
    double below = Arrays.stream(sorted).filter(other -> other < value).count();
    double upTo = Arrays.stream(sorted).filter(other -> other <= value).count();
    assertThat(upTo).as("one of the values").isGreaterThan(below);
    double position = Math.ceil(rank * sorted.length);
    return Math.max(0, Math.max(below + 1 - position, position - upTo)) / sorted.length;
  }
}
