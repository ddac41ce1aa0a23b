package io.millrace.udf.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatisticTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  static Stream<Supplier<? extends Statistic>> statistics() {
    return Stream.of(Counts::new, Numbers::new, Pairs::new, Frequencies::new, Ranks::new);
  }

  @Test
  void allMetricsAreThoseOfTheirDefinitionHoweverEventsAreSplitMergedAndStored() {
    for (int i = 1; i <= 300; i++) {
      long seed = i;
      Random random = new Random(seed);
      Column column = Column.random(random, 1 + random.nextInt(400));
      Map<String, Double> metrics =
          Column.metrics(
              column.merged(Counts::new, random, s -> stored(s)),
              column.merged(Numbers::new, random, s -> stored(s)),
              column.merged(Pairs::new, random, s -> stored(s)),
              column.merged(Frequencies::new, random, s -> stored(s)));
      Map<String, Double> expected = column.expected();
      assertThat(metrics.keySet()).isEqualTo(expected.keySet());
      expected.forEach(
          (name, value) -> {
            if (value.isNaN()) {
              assertThat(metrics.get(name)).as("seed %d: %s", seed, name).isNaN();
            } else {
              assertThat(metrics.get(name))
                  .as("seed %d: %s", seed, name)
                  .isCloseTo(value, within(1e-10 * Math.max(1, Math.abs(value))));
            }
          });
    }
  }

  private static <S extends Statistic> void stored(S statistic) {
    StatisticBytes.into(statistic, StatisticBytes.of(statistic));
  }

  @ParameterizedTest
  @MethodSource("statistics")
  <S extends Statistic> void mergingWithAnEmptyOneChangesNothing(Supplier<S> empty) {
    Column column = Column.random(new Random(5), 300);
    byte[] bytes = StatisticBytes.of(column.updated(empty));
    S full = column.updated(empty);
    full.merge(empty.get());
    assertThat(StatisticBytes.of(full)).isEqualTo(bytes);
    S fresh = empty.get();
    fresh.merge(column.updated(empty));
    Column more = Column.random(new Random(6), 10);
    for (int i = 0; i < more.size(); i++) {
      more.update(fresh, i);
      more.update(full, i);
    }
    if (!(fresh instanceof Ranks)) {
      // Of what is random in a sketch, the seed depends on the merges.
      assertThat(StatisticBytes.of(fresh)).isEqualTo(StatisticBytes.of(full));
    }
  }

  @ParameterizedTest
  @MethodSource("statistics")
  <S extends Statistic> void whatIsReadGoesOnAsWhatWasWritten(Supplier<S> empty) {
    Column column = Column.random(new Random(7), 300);
    S written = column.updated(empty);
    S read = StatisticBytes.into(Column.of(1.0, 2.0).updated(empty), StatisticBytes.of(written));
    Column more = Column.random(new Random(8), 300);
    for (int i = 0; i < more.size(); i++) {
      more.update(written, i);
      more.update(read, i);
    }
    assertThat(StatisticBytes.of(read)).isEqualTo(StatisticBytes.of(written));
  }

  @Test
  void aWindowWithoutAValueAnswersNothingButCounts() {
    Column column = Column.of(null, null);
    assertThat(column.updated(Counts::new).share()).isZero();
    assertThat(new Counts().share()).isNaN();
    Frequencies frequencies = column.updated(Frequencies::new);
    assertThat(frequencies.distinct().value()).isZero();
    assertThat(frequencies.uniqueness().value()).isNaN();
    assertThat(frequencies.uniqueValueRatio().value()).isNaN();
    assertThat(frequencies.entropy().value()).isNaN();
    Numbers numbers = column.updated(Numbers::new);
    assertThat(new double[] {numbers.sum(), numbers.mean(), numbers.standardDeviation()})
        .containsOnly(Double.NaN);
    assertThat(new double[] {numbers.least(), numbers.greatest()}).containsOnly(Double.NaN);
    assertThat(column.updated(Pairs::new).correlation()).isNaN();
    assertThat(column.updated(Ranks::new).quantile(0.5).value()).isNaN();
  }

  @Test
  void aSumKeepsWhatALargeNumberWouldSwallow() {
    assertThat(Column.of(1e16, 1.0, 1.0, -1e16).updated(Numbers::new).sum()).isEqualTo(2);
  }

  @Test
  void numbersAtTheEdgeOfDoublesHaveAMeanAndOverflowOnlyWhereTheSumDoes() {
    Numbers huge = Column.of(1.7e308, 1.7e308, 1.7e308).updated(Numbers::new);
    assertThat(huge.mean()).isCloseTo(1.7e308, within(1e293));
    assertThat(huge.sum()).isEqualTo(INFINITY);
    assertThat(huge.standardDeviation()).isZero();
    Numbers apart = Column.of(1e308, -1e308).updated(Numbers::new);
    assertThat(apart.sum()).isZero();
    assertThat(apart.standardDeviation()).isNaN();
    assertThat(apart.least()).isEqualTo(-1e308);
  }

  @Test
  void infinitiesAddUpAndNaNLeavesNoAnswer() {
    Numbers infinite = Column.of(1.0, INFINITY, 2.0).updated(Numbers::new);
    assertThat(infinite.mean()).isEqualTo(INFINITY);
    assertThat(infinite.standardDeviation()).isNaN();
    assertThat(infinite.least()).isEqualTo(1);
    assertThat(Column.of(INFINITY, -INFINITY).updated(Numbers::new).sum()).isNaN();
    Numbers poisoned = Column.of(1.0, Double.NaN).updated(Numbers::new);
    assertThat(poisoned.mean()).isNaN();
    assertThat(poisoned.greatest()).isNaN();
    assertThat(Column.of(1.0, Double.NaN).updated(Ranks::new).quantile(0.5).value()).isNaN();
  }

  @Test
  void correlationIsThatOfStraightLinesAndNoneOfAConstant() {
    Double[] x = {1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4};
    assertThat(new Column(x, new Double[] {2.0, 4.0, 6.0, 8.0}).updated(Pairs::new).correlation())
        .isCloseTo(1, within(1e-12));
    assertThat(new Column(x, new Double[] {8.0, 6.0, 4.0, 2.0}).updated(Pairs::new).correlation())
        .isCloseTo(-1, within(1e-12));
    assertThat(new Column(x, new Double[] {1.0, 1.0, 1.0, 1.0}).updated(Pairs::new).correlation())
        .isNaN();
  }

  @Test
  void quantilesAreExactOfFewNumbersAndWithinTheirBoundOfMany() {
    Double[] few = new Double[Ranks.EXACT];
    Double[] many = new Double[100_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = (double) (i * 7919L % many.length);
      if (i < few.length) {
        few[i] = (double) i;
      }
    }
    Estimate exact = Column.of(few).updated(Ranks::new).quantile(0.25);
    assertThat(exact.value()).isEqualTo(199);
    assertThat(exact.isApproximate()).isFalse();
    Ranks ranks = Column.of(many).merged(Ranks::new, new Random(1), s -> stored(s));
    for (double rank : new double[] {0, 0.01, 0.5, 0.9, 0.999, 1}) {
      Estimate estimate = ranks.quantile(rank);
      double off = Math.abs(estimate.value() - rank * many.length);
      assertThat(off).as("rank %s: %s", rank, estimate).isLessThanOrEqualTo(350);
      assertThat(estimate.isApproximate()).isTrue();
      assertThat(estimate.error()).isBetween(off - 1, 800.0);
    }
  }
}
