package io.millrace.udf.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every aggregate against a computation that is obviously right, and the laws of their algebra. */
class WindowAggregateTest {
  private static final int SEEDS = 200;
  private static final int LONGEST = 200;
  private static final long HOUR = 3_600_000;

  static List<AggregateCase> cases() {
    return AggregateCase.all().toList();
  }

  @Test
  void everyAggregateOfPipelineFilesIsTested() {
    assertThat(cases().stream().map(AggregateCase::name).distinct().sorted())
        .isEqualTo(Aggregates.names());
    assertThat(Aggregates.byName("median")).isNull();
    for (AggregateCase one : cases()) {
      assertThat(one.aggregate().name()).isEqualTo(one.name());
      assertThat(Aggregates.byName(one.name()).name()).isEqualTo(one.name());
    }
  }

  @Test
  void knowsWhatEachTakesAndGives() {
    assertThat(names(one -> one.aggregate().isCount())).containsExactly("count", "distinctCount");
    assertThat(names(one -> one.aggregate().excludesCurrent())).containsExactly("timeSinceLast");
    assertThat(names(one -> Aggregates.byName(one.name()).mayEstimate()))
        .containsExactly("distinctCount", "quantile");
    assertThat(names(one -> Aggregates.byName(one.name()).takesAnyType()))
        .containsExactly("count", "rate", "timeSinceLast", "distinctCount");
    assertThat(names(one -> Aggregates.byName(one.name()).input() == AggregateType.Input.OPTIONAL))
        .containsExactly("count", "rate", "timeSinceLast");
  }

  private static List<String> names(Predicate<AggregateCase> condition) {
    return cases().stream().filter(condition).map(AggregateCase::name).distinct().toList();
  }

  @Test
  void refusesArgumentsThatAreMissingOrOutOfBounds() {
    assertThatThrownBy(() -> Aggregates.byName("quantile").create(Map.of()))
        .hasMessage("quantile: expected rank from 0.0 to 1.0, got null");
    for (double rank : new double[] {-0.01, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> Aggregates.byName("quantile").create(Map.of("rank", rank)))
          .hasMessage("quantile: expected rank from 0.0 to 1.0, got " + rank);
    }
    assertThatThrownBy(() -> Aggregates.byName("decayedMean").create(Map.of()))
        .hasMessage("decayedMean: expected halfLife of 1ms or more, got null");
    assertThatThrownBy(() -> Aggregates.byName("rate").create(Map.of("per", 0.0)))
        .hasMessage("rate: expected per of 1ms or more, got 0.0");
  }

  @Test
  void areEqualWhenTheyAlwaysGiveTheSame() {
    AggregateType rate = Aggregates.byName("rate");
    assertThat(rate.create(Map.of())).isEqualTo(rate.create(Map.of("per", 1000.0)));
    assertThat(rate.create(Map.of())).isNotEqualTo(rate.create(Map.of("per", 60_000.0)));
    assertThat(cases().stream().map(AggregateCase::aggregate).distinct().count())
        .isEqualTo(cases().size());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsTheObviousComputation(AggregateCase one) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Series series = Series.random(seed, LONGEST);
      check(one, seed, series, series.updated(one.aggregate()));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anySplitMergesToTheSame(AggregateCase one) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Series series = Series.random(seed, LONGEST);
      check(one, seed, series, series.merged(one.aggregate(), new Random(~seed)));
    }
  }

  /** Both ways to put three parts together, with the middle one often empty. */
  @ParameterizedTest
  @MethodSource("cases")
  void mergingIsAssociative(AggregateCase one) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Series series = Series.random(seed, LONGEST);
      Random random = new Random(~seed);
      int to = random.nextInt(series.size() + 1);
      int from = random.nextBoolean() ? to : random.nextInt(to + 1);
      WindowAggregate aggregate = one.aggregate();
      Supplier<Accumulator> first = () -> series.updated(aggregate, 0, from);
      Supplier<Accumulator> second = () -> series.updated(aggregate, from, to);
      Supplier<Accumulator> third = () -> series.updated(aggregate, to, series.size());
      check(one, seed, series, merged(merged(first.get(), second.get()), third.get()));
      check(one, seed, series, merged(first.get(), merged(second.get(), third.get())));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void updatingInBulkIsUpdatingOneByOne(AggregateCase one) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Series series = Series.random(seed, LONGEST);
      int from = new Random(~seed).nextInt(series.size() + 1);
      Accumulator bulk = series.updated(one.aggregate(), 0, from);
      bulk.update(series.times(), series.values(), from, series.size());
      assertThat(AccumulatorBytes.of(bulk))
          .as("%s of seed %d", one, seed)
          .isEqualTo(AccumulatorBytes.of(series.updated(one.aggregate())));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void updatingOnesInBulkIsUpdatingOneByOne(AggregateCase one) {
    for (int seed = 0; seed < SEEDS; seed++) {
      long[] times = Series.random(seed, LONGEST).times();
      double[] values = new double[times.length];
      Arrays.fill(values, 1);
      Series ones = new Series(times, values);
      int from = new Random(seed).nextInt(times.length);
      Accumulator bulk = ones.updated(one.aggregate(), 0, from);
      bulk.updateOnes(times, from, times.length);
      assertThat(AccumulatorBytes.of(bulk))
          .as("%s of seed %d", one, seed)
          .isEqualTo(AccumulatorBytes.of(ones.updated(one.aggregate())));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void passesOverAbsentValues(AggregateCase one) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Series series = Series.random(seed, LONGEST);
      assertThat(AccumulatorBytes.of(series.updated(one.aggregate())))
          .as("%s of seed %d", one, seed)
          .isEqualTo(AccumulatorBytes.of(series.present().updated(one.aggregate())));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anEmptyPartIsNeutral(AggregateCase one) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Series series = Series.random(seed, LONGEST);
      Accumulator whole = series.updated(one.aggregate());
      byte[] before = AccumulatorBytes.of(whole);
      whole.merge(one.aggregate().prepare());
      assertThat(AccumulatorBytes.of(whole)).as("%s of seed %d", one, seed).isEqualTo(before);

      Accumulator empty = one.aggregate().prepare();
      empty.merge(whole);
      assertThat(result(empty, series)).isEqualTo((Double) result(whole, series));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void clearingForgetsAllValues(AggregateCase one) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Accumulator used = Series.random(seed, LONGEST).updated(one.aggregate());
      used.clear();
      assertThat(AccumulatorBytes.of(used))
          .isEqualTo(AccumulatorBytes.of(one.aggregate().prepare()));
      Series next = Series.random(~seed, LONGEST);
      used.update(next.times(), next.values(), 0, next.size());
      check(one, seed, next, used);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void mergingLeavesTheOtherAsItIsAndSharesNothingWithIt(AggregateCase one) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Series series = Series.random(seed, LONGEST);
      int middle = new Random(~seed).nextInt(series.size() + 1);
      Accumulator earlier = series.updated(one.aggregate(), 0, middle);
      Accumulator later = series.updated(one.aggregate(), middle, series.size());
      assertIndependent(earlier, later, series, "seed " + seed);
    }
  }

  static void assertIndependent(
      Accumulator earlier, Accumulator later, Series more, String description) {
    byte[] laterBefore = AccumulatorBytes.of(later);
    earlier.merge(later);
    assertThat(AccumulatorBytes.of(later)).as(description).isEqualTo(laterBefore);
    earlier.update(more.times(), more.values(), 0, more.size());
    assertThat(AccumulatorBytes.of(later)).as(description).isEqualTo(laterBefore);

    byte[] earlierBefore = AccumulatorBytes.of(earlier);
    later.update(more.times(), more.values(), 0, more.size());
    later.merge(earlier);
    later.clear();
    assertThat(AccumulatorBytes.of(earlier)).as(description).isEqualTo(earlierBefore);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void goesOnWhereItWasAfterItWasWrittenAndRead(AggregateCase one) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Series series = Series.random(seed, LONGEST);
      int middle = new Random(~seed).nextInt(series.size() + 1);
      Accumulator written = series.updated(one.aggregate(), 0, middle);
      byte[] bytes = AccumulatorBytes.of(written);
      Accumulator used = Series.random(~seed, LONGEST).updated(one.aggregate());
      Accumulator read = AccumulatorBytes.into(used, bytes);
      assertThat(AccumulatorBytes.of(read)).as("%s of seed %d", one, seed).isEqualTo(bytes);
      read.update(series.times(), series.values(), middle, series.size());
      check(one, seed, series, read);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void goesOnWhereItWasAfterItWasSavedAndLoadedIfItFitsIntoNumbers(AggregateCase one) {
    int slots = one.aggregate().prepare().slots();
    assertThat(slots < 0)
        .as("keeps values or a sketch")
        .isEqualTo(List.of("distinctCount", "quantile").contains(one.aggregate().name()));
    for (int seed = 0; slots >= 0 && seed < SEEDS; seed++) {
      Series series = Series.random(seed, LONGEST);
      int middle = new Random(~seed).nextInt(series.size() + 1);
      Accumulator saved = series.updated(one.aggregate(), 0, middle);
      long[] numbers = new long[slots + 2];
      saved.save(numbers, 1);
      assertThat(new long[] {numbers[0], numbers[slots + 1]}).containsOnly(0);
      Accumulator loaded = Series.random(~seed, LONGEST).updated(one.aggregate());
      loaded.load(numbers, 1);
      assertThat(AccumulatorBytes.of(loaded))
          .as("%s of seed %d", one, seed)
          .isEqualTo(AccumulatorBytes.of(saved));
      loaded.update(series.times(), series.values(), middle, series.size());
      check(one, seed, series, loaded);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasNoResultWithoutValuesUnlessThatIsZero(AggregateCase one) {
    Accumulator accumulator = one.aggregate().prepare();
    accumulator.update(HOUR, Double.NaN);
    accumulator.update(new long[2], new double[] {Double.NaN, Double.NaN}, 0, 2);
    assertThat(accumulator.isEmpty()).isEqualTo(!one.name().equals("rate"));
    assertThat(accumulator.isApproximate()).isFalse();
    if (one.aggregate().isCount() || one.name().equals("rate")) {
      assertThat(accumulator.finish(HOUR, HOUR)).isZero();
    }
    accumulator.update(HOUR, 3);
    assertThat(accumulator.isEmpty()).isEqualTo(one.name().endsWith("Sample"));
  }

  private static Accumulator merged(Accumulator earlier, Accumulator later) {
    earlier.merge(later);
    return earlier;
  }

  private static double result(Accumulator accumulator, Series series) {
    return accumulator.finish(series.times()[series.size() - 1] + 1234, HOUR);
  }

  private static void check(AggregateCase one, int seed, Series series, Accumulator accumulator) {
    long asOf = series.times()[series.size() - 1] + 1234;
    Double expected = one.expected(series, asOf, HOUR);
    if (expected == null) {
      assertThat(accumulator.isEmpty()).as("%s of seed %d", one, seed).isTrue();
      return;
    }
    assertThat(accumulator.isEmpty() && !one.aggregate().isCount())
        .as("%s of seed %d is empty", one, seed)
        .isFalse();
    double actual = accumulator.finish(asOf, HOUR);
    assertThat(Math.abs(actual - expected))
        .as(
            "%s of seed %d: expected %s, got %s, of %s",
            one, seed, expected, actual, Arrays.toString(series.values()))
        .isLessThanOrEqualTo(one.tolerance(series, expected));
  }
}
