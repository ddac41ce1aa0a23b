package io.millrace.udf.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnalyzerTest {
  private static final Double NULL = null;

  static Stream<Analyzer> analyzers() {
    return Stream.of(new RowCount(), new Completeness(), new Share(), new Mean());
  }

  @ParameterizedTest
  @MethodSource("analyzers")
  void givesTheSameResultForAnySplit(Analyzer analyzer) {
    for (long seed = 1; seed <= 50; seed++) {
      Random random = new Random(seed);
      Double[] values = new Double[1 + random.nextInt(300)];
      for (int i = 0; i < values.length; i++) {
        // Magnitudes twelve decades apart: where a plain sum would lose digits.
        if (random.nextInt(5) > 0) {
          values[i] = (random.nextBoolean() ? 1 : -1) * Math.pow(10, random.nextInt(12));
        }
      }
      double whole = of(analyzer, values);

      double[] merged = new double[analyzer.width() + 3];
      analyzer.prepare(merged, 2);
      for (int from = 0; from < values.length; ) {
        int to = Math.min(values.length, from + 1 + random.nextInt(40));
        double[] part = new double[analyzer.width()];
        analyzer.prepare(part, 0);
        for (; from < to; from++) {
          update(analyzer, part, 0, values[from]);
        }
        analyzer.merge(merged, 2, part, 0);
      }

      double split = analyzer.finish(merged, 2);
      if (Double.isNaN(whole)) {
        assertThat(split).as("seed %d", seed).isNaN();
      } else {
        assertThat(split)
            .as("seed %d", seed)
            .isCloseTo(whole, within(1e-12 * Math.max(1, Math.abs(whole))));
      }
      assertThat(new double[] {merged[0], merged[1]}).as("neighbours").containsOnly(0);
    }
  }

  @ParameterizedTest
  @MethodSource("analyzers")
  void mergingAnEmptyStateChangesNothing(Analyzer analyzer) {
    double[] state = state(analyzer, 1.0, NULL, 0.0, 2.5);
    double[] before = state.clone();
    analyzer.merge(state, 0, state(analyzer), 0);
    assertThat(state).containsExactly(before);
  }

  @Test
  void rowCountCountsEventsWithAndWithoutAValue() {
    assertThat(of(new RowCount(), 1.0, NULL, 3.0)).isEqualTo(3);
    assertThat(of(new RowCount())).isZero();
  }

  @Test
  void completenessIsTheShareOfEventsWithAValue() {
    assertThat(of(new Completeness(), 1.0, NULL, 0.0, 3.0)).isEqualTo(0.75);
    assertThat(of(new Completeness())).isNaN();
  }

  @Test
  void shareIsThePartOfEventsWhoseVerdictIsNotZero() {
    assertThat(of(new Share(), 1.0, 0.0, 1.0, 1.0)).isEqualTo(0.75);
    assertThat(of(new Share())).isNaN();
  }

  @Test
  void meanLeavesOutEventsWithoutAValue() {
    assertThat(of(new Mean(), 1.0, NULL, 2.0)).isEqualTo(1.5);
    assertThat(of(new Mean(), NULL, NULL)).isNaN();
  }

  @Test
  void meanKeepsWhatALargeValueWouldSwallow() {
    assertThat(of(new Mean(), 1e16, 1.0, 1.0, -1e16)).isEqualTo(0.5);
  }

  @Test
  void meanOfAnInfiniteValueIsInfinite() {
    assertThat(of(new Mean(), 1.0, Double.POSITIVE_INFINITY, 2.0))
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(of(new Mean(), 1.0, Double.NaN)).isNaN();
  }

  private static double of(Analyzer analyzer, Double... values) {
    return analyzer.finish(state(analyzer, values), 0);
  }

  private static double[] state(Analyzer analyzer, Double... values) {
    double[] state = new double[analyzer.width()];
    analyzer.prepare(state, 0);
    for (Double value : values) {
      update(analyzer, state, 0, value);
    }
    return state;
  }

  private static void update(Analyzer analyzer, double[] state, int at, Double value) {
    analyzer.update(state, at, value != null, value == null ? 0 : value);
  }
}
