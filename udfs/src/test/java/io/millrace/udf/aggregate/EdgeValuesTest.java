package io.millrace.udf.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that make trouble: infinite, huge, of no size, or hardly different. */
class EdgeValuesTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;
  private static final double HUGE = Double.MAX_VALUE;
  private static final long DAY = 86_400_000;

  @Test
  void aSumDoesNotLoseSmallValuesBesideLargeOnes() {
    assertThat(of("sum", 1e16, 1, -1e16)).isEqualTo(1);
    assertThat(of("sum", 1, 1e100, 1, -1e100)).isEqualTo(2);
    double[] tenths = new double[1_000_000];
    Arrays.fill(tenths, 0.1);
    assertThat(of("sum", tenths)).isEqualTo(100_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum", "mean", "decayedMean"})
  void whatAddsUpIsInfiniteWithAnInfiniteValueAndNoNumberWithBothSigns(String name) {
    assertThat(of(name, 1, INFINITY, 2)).isEqualTo(INFINITY);
    assertThat(of(name, 1, -INFINITY, 2)).isEqualTo(-INFINITY);
    assertThat(of(name, INFINITY, 1, -INFINITY)).isNaN();
    assertThat(of(name, 3, NAN)).isCloseTo(3, within(1e-15));
    assertThat(of(name, HUGE, HUGE, HUGE, HUGE)).isEqualTo(INFINITY);
    assertThat(of(name, -0.0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"variance", "stddev", "varianceSample", "stddevSample"})
  void aSpreadIsNoNumberWhereSquaresAreInfinite(String name) {
    assertThat(of(name, INFINITY, INFINITY)).isNaN();
    assertThat(of(name, 1, INFINITY)).isNaN();
    assertThat(of(name, INFINITY, 1, 2)).isNaN();
    assertThat(of(name, HUGE, -HUGE)).isNaN();
    assertThat(of(name, 0, 1e160, -1e160)).isNaN();
    assertThat(of(name, HUGE, HUGE, NAN)).isZero();
    assertThat(of(name, 0.0, -0.0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum", "mean", "decayedMean", "variance", "stddev"})
  void partsWithInfiniteValuesMergeToWhatTheWholeGives(String name) {
    double[][] parts = {{1e16, 1}, {INFINITY, 1}, {5}};
    for (int[] order : new int[][] {{0, 1, 2}, {1, 0, 2}, {0, 2, 1}}) {
      Accumulator merged = prepared(name);
      for (int part : order) {
        merged.merge(updated(name, parts[part]));
      }
      assertThat(finished(merged)).isEqualTo((Double) of(name, 1e16, 1, INFINITY, 1, 5));
    }
  }

  @Test
  void extremesAreOrderedWithMinusZeroBelowZero() {
    assertThat(of("min", 0.0, -0.0)).isEqualTo((Double) (-0.0));
    assertThat(of("min", -0.0, 0.0)).isEqualTo((Double) (-0.0));
    assertThat(of("max", 0.0, -0.0)).isEqualTo((Double) 0.0);
    assertThat(of("max", -0.0, 0.0)).isEqualTo((Double) 0.0);
    assertThat(of("max", -INFINITY)).isEqualTo(-INFINITY);
    assertThat(of("min", INFINITY)).isEqualTo(INFINITY);
    assertThat(of("max", -INFINITY, 3, INFINITY, NAN)).isEqualTo(INFINITY);
    assertThat(of("min", 3, -HUGE, NAN)).isEqualTo(-HUGE);
  }

  @Test
  void theFirstAndTheLastAreGivenAsTheyAre() {
    for (double value : new double[] {-0.0, 0.0, INFINITY, -INFINITY, HUGE, Double.MIN_VALUE}) {
      assertThat(of("first", NAN, value, 1, NAN)).isEqualTo((Double) value);
      assertThat(of("last", NAN, 1, value, NAN)).isEqualTo((Double) value);
    }
  }

  @Test
  void quantilesTakeInfiniteValuesAsAnyOther() {
    double[] values = {INFINITY, 1, -INFINITY, -0.0, NAN};
    assertThat(quantile(0, values)).isEqualTo(-INFINITY);
    assertThat(quantile(0.5, values)).isEqualTo((Double) 0.0);
    assertThat(quantile(0.51, values)).isEqualTo(1);
    assertThat(quantile(1, values)).isEqualTo(INFINITY);
  }

  @Test
  void minusZeroIsNotDistinctFromZero() {
    assertThat(of("distinctCount", 0.0, -0.0, 0.0)).isEqualTo(1);
    assertThat(of("distinctCount", INFINITY, -INFINITY, HUGE, NAN, INFINITY)).isEqualTo(3);
  }

  /** Relative errors, at distances from zero that leave few digits for the differences. */
  @Test
  void aSpreadKeepsItsDigitsFarFromZero() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      double far = Math.pow(10, random.nextInt(13)) * (1 + random.nextDouble());
      double wide = Math.ulp(far) * Math.pow(10, random.nextInt(6));
      double[] values = random.doubles(1000).map(value -> far + wide * value).toArray();
      assertSpread(values, new Random(~seed), "seed " + seed);
    }
  }

  /** The worst pivot is a value far from all others. */
  @Test
  void aSpreadKeepsItsDigitsWhenTheFirstValueIsFarFromTheOthers() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      double[] values = random.doubles(2000).toArray();
      values[0] = Math.pow(10, random.nextInt(12));
      values[1000] = -values[0];
      assertSpread(values, new Random(~seed), "seed " + seed);
    }
  }

  private static void assertSpread(double[] values, Random random, String description) {
    AggregateCase variance = AggregateCase.of("variance");
    Series series = Series.of(values);
    double expected = variance.expected(series, 0, DAY);
    for (Accumulator accumulator :
        new Accumulator[] {
          series.updated(variance.aggregate()), series.merged(variance.aggregate(), random)
        }) {
      assertThat(finished(accumulator))
          .as(description)
          .isCloseTo(expected, within(1e-13 * expected));
    }
  }

  @Test
  void equalValuesHaveNoSpreadHoweverMerged() {
    double[] values = new double[500];
    Arrays.fill(values, 0.1);
    WindowAggregate stddev = AggregateCase.of("stddev").aggregate();
    for (int seed = 0; seed < 20; seed++) {
      assertThat(finished(Series.of(values).merged(stddev, new Random(seed)))).isZero();
    }
  }

  @Test
  void aDecayedMeanForgetsWithoutUnderflowAndRemembersWithoutOverflow() {
    long hundredYears = 100 * 365 * DAY;
    double[] values = {HUGE, 4};
    assertThat(decayedMean(1, new Series(new long[] {0, hundredYears}, values))).isEqualTo(4);
    assertThat(decayedMean(DAY, new Series(new long[] {0, 2000 * DAY}, values)))
        .isCloseTo(4, within(1e-15));
    assertThat(decayedMean(DAY, new Series(new long[] {-hundredYears, -hundredYears}, values)))
        .isCloseTo(HUGE / 2, within(1e-15 * HUGE));
    assertThat(decayedMean(Long.MAX_VALUE, Series.of(1, 2, 3))).isCloseTo(2, within(1e-12));
    // Half-lives as long as the distance: the older one weighs half.
    assertThat(decayedMean(DAY, new Series(new long[] {12345, 12345 + DAY}, new double[] {3, 6})))
        .isCloseTo(5, within(1e-14));
    assertThat(decayedMean(1, new Series(new long[] {0, hundredYears}, new double[] {INFINITY, 4})))
        .isEqualTo(INFINITY);
  }

  /** A part that is merged may lie far before what is there, as when windows are put together. */
  @Test
  void aDecayedMeanTakesPartsOfAnyAge() {
    double[] values = {8, 2};
    for (long distance : new long[] {0, 1, DAY, 3 * DAY, 5000 * DAY}) {
      Series series = new Series(new long[] {0, distance}, values);
      WindowAggregate aggregate = AggregateCase.of("decayedMean", "halfLife", DAY).aggregate();
      Accumulator backwards = series.updated(aggregate, 1, 2);
      backwards.merge(series.updated(aggregate, 0, 1));
      assertThat(finished(backwards)).isCloseTo(finished(series.updated(aggregate)), within(1e-14));
    }
  }

  @Test
  void timeSinceLastCountsFromTheLastValue() {
    Accumulator accumulator = prepared("timeSinceLast");
    accumulator.update(-5_000, 1);
    accumulator.update(1_000, 1);
    accumulator.update(2_000, NAN);
    assertThat(accumulator.finish(3_500, DAY)).isEqualTo(2.5);
  }

  @Test
  void aRateIsPerUnitOfTimeOverTheWholeWindow() {
    Accumulator accumulator = updated("rate", 1, 2, NAN, 3);
    assertThat(accumulator.finish(0, 2_000)).isEqualTo(1.5);
    WindowAggregate hourly = AggregateCase.of("rate", "per", 3_600_000).aggregate();
    assertThat(finished(Series.of(1, 2, NAN, 3).updated(hourly))).isEqualTo(3 / 24.0);
  }

  @Test
  void aProductIsAddedWithoutItsRounding() {
    Random random = new Random(1);
    for (int round = 0; round < 1000; round++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      CompensatedSum sum = new CompensatedSum();
      sum.addProduct(a, b);
      BigDecimal exact = new BigDecimal(a).multiply(new BigDecimal(b));
      assertThat(new BigDecimal(sum.value()).add(new BigDecimal(sum.remainder())))
          .isEqualByComparingTo(exact);
    }
  }

  private static double decayedMean(double halfLife, Series series) {
    return finished(
        series.updated(AggregateCase.of("decayedMean", "halfLife", halfLife).aggregate()));
  }

  private static double quantile(double rank, double... values) {
    return finished(
        Series.of(values).updated(AggregateCase.of("quantile", "rank", rank).aggregate()));
  }

  private static Accumulator prepared(String name) {
    Map<String, Double> arguments =
        name.equals("decayedMean") ? Map.of("halfLife", (double) DAY) : Map.of();
    return Aggregates.byName(name).create(arguments).prepare();
  }

  private static Accumulator updated(String name, double... values) {
    Series series = Series.of(values);
    Accumulator accumulator = prepared(name);
    accumulator.update(series.times(), series.values(), 0, series.size());
    return accumulator;
  }

  private static double of(String name, double... values) {
    return finished(updated(name, values));
  }

  private static double finished(Accumulator accumulator) {
    return accumulator.finish(0, DAY);
  }
}
