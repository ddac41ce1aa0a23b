package io.millrace.udf.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every aggregate against a computation that is obviously right, and in any split. */
class WindowAggregateTest {
  private static final int SEEDS = 500;
  private static final int LONGEST = 200;
  private static final long DAY = 86_400_000;

  @Test
  void knowsTheAggregatesOfPipelineFilesByName() {
    assertThat(Aggregates.names()).contains("count", "max", "mean", "min", "sum").isSorted();
    assertThat(Aggregates.byName("median")).isNull();
    for (String name : Aggregates.names()) {
      assertThat(Aggregates.byName(name).name()).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"count", "sum", "mean", "min", "max"})
  void equalsTheNaiveComputationOverAnyValues(String name) {
    for (int seed = 0; seed < SEEDS; seed++) {
      double[] values = values(seed);
      Accumulator accumulator = updated(name, values);
      assertThat(accumulator.isEmpty()).as("seed %d", seed).isFalse();
      assertThat(Math.abs(finished(accumulator) - naive(name, values)))
          .as("%s of seed %d", name, seed)
          .isLessThanOrEqualTo(tolerance(name, values));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"count", "sum", "mean", "min", "max"})
  void anySplitMergesToTheSame(String name) {
    for (int seed = 0; seed < SEEDS; seed++) {
      double[] values = values(seed);
      Random random = new Random(~seed);
      Accumulator merged = prepared(name);
      for (int from = 0; from < values.length; ) {
        int to = from + random.nextInt(values.length - from + 1);
        merged.merge(updated(name, Arrays.copyOfRange(values, from, to)));
        from = to;
      }
      assertThat(Math.abs(finished(merged) - naive(name, values)))
          .as("%s of seed %d", name, seed)
          .isLessThanOrEqualTo(tolerance(name, values));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"count", "sum", "mean", "min", "max"})
  void isEmptyUntilAValueComesAndMergingEmptyPartsChangesNothing(String name) {
    Accumulator accumulator = prepared(name);
    assertThat(accumulator.isEmpty()).isTrue();

    accumulator.merge(prepared(name));
    accumulator.update(0, Double.NaN);
    assertThat(accumulator.isEmpty()).isTrue();

    accumulator.update(1, -4.5);
    double before = finished(accumulator);
    accumulator.merge(prepared(name));
    assertThat(finished(accumulator)).isEqualTo(before);
    assertThat(accumulator.isEmpty()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"count", "sum", "mean", "min", "max"})
  void clearingForgetsAllValues(String name) {
    Accumulator used = updated(name, new double[] {1e300, -3, Double.POSITIVE_INFINITY});
    used.clear();
    assertThat(used.isEmpty()).isTrue();
    used.update(0, 2);
    assertThat(finished(used)).isEqualTo(name.equals("count") ? 1 : 2);
  }

  @Test
  void aCountOfNothingIsZero() {
    assertThat(finished(prepared("count"))).isZero();
  }

  @Test
  void aSumDoesNotLoseSmallValuesBesideLargeOnes() {
    assertThat(finished("sum", 1e16, 1, -1e16)).isEqualTo(1);
    assertThat(finished("sum", 1, 1e100, 1, -1e100)).isEqualTo(2);
    double[] tenths = new double[1_000_000];
    Arrays.fill(tenths, 0.1);
    assertThat(finished("sum", tenths)).isEqualTo(100_000);
  }

  @Test
  void aSumOfInfinitiesIsInfiniteAndOfOppositeOnesNoNumber() {
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(finished("sum", 1, infinity, 2)).isEqualTo(infinity);
    assertThat(finished("sum", 1, -infinity, 2)).isEqualTo(-infinity);
    assertThat(finished("sum", infinity, 1, -infinity)).isNaN();
    assertThat(finished("sum", 1, Double.NaN, 2)).isEqualTo(3);
    assertThat(finished("sum", Double.MAX_VALUE, Double.MAX_VALUE)).isEqualTo(infinity);
  }

  @Test
  void mergingAnInfinitePartIntoAFiniteOneIsInfinite() {
    Accumulator finite = updated("sum", 1e16, 1);
    finite.merge(updated("sum", Double.POSITIVE_INFINITY, 1));
    assertThat(finished(finite)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  /** The total order of {@link Double#compare}: -0.0 below 0.0. */
  @Test
  void extremesFollowTheTotalOrderOfDoublesInAnyOrderOfArrival() {
    List<Double> values = new ArrayList<>(List.of(0.0, -0.0, Double.NaN, 1.0, -1.0));
    Random random = new Random(1);
    for (int round = 0; round < 50; round++) {
      Collections.shuffle(values, random);
      double[] shuffled = values.stream().mapToDouble(Double::doubleValue).toArray();
      assertThat(finished("max", shuffled)).as("%s", values).isEqualTo(1);
      assertThat(finished("min", shuffled)).as("%s", values).isEqualTo(-1);
    }
    assertThat(finished("min", 0.0, -0.0)).usingComparator(Double::compare).isEqualTo(-0.0);
    assertThat(finished("max", -0.0, 0.0)).usingComparator(Double::compare).isEqualTo(0.0);
    assertThat(finished("max", Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  private static Accumulator prepared(String name) {
    return Aggregates.byName(name).create(Map.of()).prepare();
  }

  private static Accumulator updated(String name, double... values) {
    Accumulator accumulator = prepared(name);
    for (int i = 0; i < values.length; i++) {
      accumulator.update(i, values[i]);
    }
    return accumulator;
  }

  private static double finished(String name, double... values) {
    return finished(updated(name, values));
  }

  private static double finished(Accumulator accumulator) {
    return accumulator.finish(LONGEST, DAY);
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
