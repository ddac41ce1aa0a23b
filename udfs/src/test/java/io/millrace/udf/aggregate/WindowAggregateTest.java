package io.millrace.udf.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every aggregate against a computation that is obviously right, and in any split. */
class WindowAggregateTest {
  private static final int SEEDS = 500;
  private static final int LONGEST = 200;

  /** Accumulators stand somewhere in an array; what is around them must not be touched. */
  private static final int AT = 3;

  private static final double AROUND = 7.25;

  @Test
  void knowsTheAggregatesOfPipelineFilesByName() {
    assertThat(Aggregates.names()).containsExactly("count", "max", "mean", "min", "sum");
    assertThat(Aggregates.byName("median")).isNull();
    for (String name : Aggregates.names()) {
      assertThat(Aggregates.byName(name).name()).isEqualTo(name);
      assertThat(Aggregates.byName(name).isCount()).isEqualTo(name.equals("count"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"count", "sum", "mean", "min", "max"})
  void equalsTheNaiveComputationOverAnyValues(String name) {
    WindowAggregate aggregate = Aggregates.byName(name);
    for (int seed = 0; seed < SEEDS; seed++) {
      double[] values = values(seed);
      double[] accumulator = updated(aggregate, values);
      assertThat(aggregate.isEmpty(accumulator, AT)).as("seed %d", seed).isFalse();
      assertThat(Math.abs(aggregate.finish(accumulator, AT) - naive(name, values)))
          .as("%s of seed %d", name, seed)
          .isLessThanOrEqualTo(tolerance(name, values));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"count", "sum", "mean", "min", "max"})
  void anySplitMergesToTheSame(String name) {
    WindowAggregate aggregate = Aggregates.byName(name);
    for (int seed = 0; seed < SEEDS; seed++) {
      double[] values = values(seed);
      Random random = new Random(~seed);
      double[] merged = prepared(aggregate);
      for (int from = 0; from < values.length; ) {
        int to = from + random.nextInt(values.length - from + 1);
        double[] part = updated(aggregate, Arrays.copyOfRange(values, from, to));
        aggregate.merge(merged, AT, part, AT);
        from = to;
      }
      assertThat(Math.abs(aggregate.finish(merged, AT) - naive(name, values)))
          .as("%s of seed %d", name, seed)
          .isLessThanOrEqualTo(tolerance(name, values));
      assertThat(around(aggregate, merged)).as("seed %d", seed).containsOnly(AROUND);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"count", "sum", "mean", "min", "max"})
  void isEmptyUntilAValueComesAndMergingEmptyPartsChangesNothing(String name) {
    WindowAggregate aggregate = Aggregates.byName(name);
    double[] accumulator = prepared(aggregate);
    assertThat(aggregate.isEmpty(accumulator, AT)).isTrue();

    aggregate.merge(accumulator, AT, prepared(aggregate), AT);
    assertThat(aggregate.isEmpty(accumulator, AT)).isTrue();

    aggregate.update(accumulator, AT, -4.5);
    double before = aggregate.finish(accumulator, AT);
    aggregate.merge(accumulator, AT, prepared(aggregate), AT);
    assertThat(aggregate.finish(accumulator, AT)).isEqualTo(before);
    assertThat(aggregate.isEmpty(accumulator, AT)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"count", "sum", "mean", "min", "max"})
  void preparingForgetsWhatWasThereBefore(String name) {
    WindowAggregate aggregate = Aggregates.byName(name);
    double[] used = updated(aggregate, new double[] {1e300, -3, Double.NaN});
    aggregate.prepare(used, AT);
    assertThat(aggregate.isEmpty(used, AT)).isTrue();
    aggregate.update(used, AT, 2);
    assertThat(aggregate.finish(used, AT)).isEqualTo(name.equals("count") ? 1 : 2);
  }

  @Test
  void aCountOfNothingIsZero() {
    WindowAggregate count = Aggregates.byName("count");
    assertThat(count.finish(prepared(count), AT)).isZero();
  }

  @Test
  void aSumDoesNotLoseSmallValuesBesideLargeOnes() {
    assertThat(sum(1e16, 1, -1e16)).isEqualTo(1);
    assertThat(sum(1, 1e100, 1, -1e100)).isEqualTo(2);
    double[] tenths = new double[1_000_000];
    Arrays.fill(tenths, 0.1);
    assertThat(sum(tenths)).isEqualTo(100_000);
  }

  @Test
  void aSumOfInfinitiesIsInfiniteAndOfOppositeOnesNoNumber() {
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(sum(1, infinity, 2)).isEqualTo(infinity);
    assertThat(sum(1, -infinity, 2)).isEqualTo(-infinity);
    assertThat(sum(infinity, 1, -infinity)).isNaN();
    assertThat(sum(1, Double.NaN, 2)).isNaN();
    assertThat(sum(Double.MAX_VALUE, Double.MAX_VALUE)).isEqualTo(infinity);
  }

  @Test
  void mergingAnInfinitePartIntoAFiniteOneIsInfinite() {
    WindowAggregate sum = Aggregates.byName("sum");
    double[] finite = updated(sum, new double[] {1e16, 1});
    sum.merge(finite, AT, updated(sum, new double[] {Double.POSITIVE_INFINITY, 1}), AT);
    assertThat(sum.finish(finite, AT)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  /** The total order of {@link Double#compare}: -0.0 below 0.0, NaN above all. */
  @Test
  void extremesFollowTheTotalOrderOfDoublesInAnyOrderOfArrival() {
    List<Double> values = new ArrayList<>(List.of(0.0, -0.0, Double.NaN, 1.0, -1.0));
    Random random = new Random(1);
    for (int round = 0; round < 50; round++) {
      Collections.shuffle(values, random);
      double[] shuffled = values.stream().mapToDouble(Double::doubleValue).toArray();
      assertThat(extreme("max", shuffled)).as("%s", values).isNaN();
      assertThat(extreme("min", shuffled)).as("%s", values).isEqualTo(-1);
    }
    assertThat(extreme("min", 0.0, -0.0)).usingComparator(Double::compare).isEqualTo(-0.0);
    assertThat(extreme("max", -0.0, 0.0)).usingComparator(Double::compare).isEqualTo(0.0);
    assertThat(extreme("min", Double.NaN, 3)).isEqualTo(3);
    assertThat(extreme("min", Double.NaN)).isNaN();
    assertThat(extreme("max", Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  private static double sum(double... values) {
    return finished("sum", values);
  }

  private static double extreme(String name, double... values) {
    return finished(name, values);
  }

  private static double finished(String name, double[] values) {
    WindowAggregate aggregate = Aggregates.byName(name);
    return aggregate.finish(updated(aggregate, values), AT);
  }

  private static double[] prepared(WindowAggregate aggregate) {
    double[] accumulator = new double[AT + aggregate.width() + 2];
    Arrays.fill(accumulator, AROUND);
    aggregate.prepare(accumulator, AT);
    return accumulator;
  }

  private static double[] updated(WindowAggregate aggregate, double[] values) {
    double[] accumulator = prepared(aggregate);
    for (double value : values) {
      aggregate.update(accumulator, AT, value);
    }
    return accumulator;
  }

  private static double[] around(WindowAggregate aggregate, double[] accumulator) {
    return DoubleStream.concat(
            Arrays.stream(accumulator, 0, AT),
            Arrays.stream(accumulator, AT + aggregate.width(), accumulator.length))
        .toArray();
  }

  /** Numbers of very different magnitudes and both signs, some of them repeated. */
  private static double[] values(long seed) {
    Random random = new Random(seed);
    double[] values = new double[1 + random.nextInt(LONGEST)];
    int spread = random.nextInt(30);
    for (int i = 0; i < values.length; i++) {
      boolean repeat = i > 0 && random.nextInt(5) == 0;
      values[i] =
          repeat
              ? values[random.nextInt(i)]
              : random.nextGaussian() * Math.pow(10, random.nextInt(2 * spread + 1) - spread);
    }
    return values;
  }

  private static double naive(String name, double[] values) {
    return switch (name) {
      case "count" -> values.length;
      case "sum" -> exactSum(values).doubleValue();
      case "mean" -> exactMean(values).doubleValue();
      case "min" -> Arrays.stream(values).min().orElseThrow();
      case "max" -> Arrays.stream(values).max().orElseThrow();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static BigDecimal exactMean(double[] values) {
    return exactSum(values).divide(BigDecimal.valueOf(values.length), MathContext.DECIMAL128);
  }

  private static BigDecimal exactSum(double[] values) {
    return Arrays.stream(values).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /**
   * Counts and extremes are exact. A compensated sum is off by the rounding of its result, and by
   * the square of the rounding unit for each magnitude that went through it.
   */
  private static double tolerance(String name, double[] values) {
    if (!name.equals("sum") && !name.equals("mean")) {
      return 0;
    }
    double magnitudes = Arrays.stream(values).map(Math::abs).sum();
    double rounding = Math.ulp(1.0);
    return 2 * Math.ulp(naive(name, values)) + values.length * rounding * rounding * magnitudes;
  }
}
