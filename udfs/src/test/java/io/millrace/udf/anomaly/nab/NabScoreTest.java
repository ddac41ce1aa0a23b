package io.millrace.udf.anomaly.nab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Scores of series that are small enough to be scored by hand. */
class NabScoreTest {
  private static final Offset<Double> EXACT = within(1e-9);

  /** Of 100 points the first 15 are not scored; the window has 11, from 50 to 60. */
  private static final NabSeries ONE_WINDOW = series("one", 100, 50, 60);

  @Test
  void aDetectorWithoutAlarmsScoresZeroAndOneThatFindsEachWindowAtItsStartAHundred() {
    assertThat(scored(ONE_WINDOW).at(1)).isZero();
    assertThat(scored(ONE_WINDOW, 50).at(1)).isCloseTo(100, EXACT);
  }

  @Test
  void anAlarmIsWorthLessTheLaterItIsInTheWindow() {
    // Ten of the eleven points are left at 51, one at 60.
    double second = (1 + nabSigmoid(-10 / 11.0) / nabSigmoid(-1)) / 2 * 100;
    double last = (1 + nabSigmoid(-1 / 11.0) / nabSigmoid(-1)) / 2 * 100;
    assertThat(scored(ONE_WINDOW, 51).at(1)).isCloseTo(second, EXACT);
    assertThat(scored(ONE_WINDOW, 60).at(1)).isCloseTo(last, EXACT);
    assertThat(second).isGreaterThan(last);
  }

  @Test
  void ofTheAlarmsInAWindowTheEarliestCounts() {
    assertThat(scored(ONE_WINDOW, 52, 55, 58).at(1)).isCloseTo(scored(ONE_WINDOW, 52).at(1), EXACT);
  }

  @Test
  void eachFalseAlarmIsChargedInFullBeforeTheFirstWindow() {
    assertThat(scored(ONE_WINDOW, 20).at(1)).isCloseTo(-0.11 / 2 * 100, EXACT);
    assertThat(scored(ONE_WINDOW, 20, 30, 50).at(1)).isCloseTo(100 - 2 * 0.11 / 2 * 100, EXACT);
  }

  @Test
  void aFalseAlarmBehindAWindowIsChargedByItsDistance() {
    // The charge grows with the distance in widths less one: 10 points. At three it is whole.
    assertThat(scored(ONE_WINDOW, 61).at(1)).isCloseTo(0.11 * nabSigmoid(0.1) / 2 * 100, EXACT);
    assertThat(scored(ONE_WINDOW, 70).at(1)).isCloseTo(0.11 * nabSigmoid(1) / 2 * 100, EXACT);
    assertThat(scored(ONE_WINDOW, 90).at(1)).isCloseTo(-0.11 / 2 * 100, EXACT);
  }

  @Test
  void theFirstPointsAreNotScored() {
    assertThat(scored(ONE_WINDOW, 0, 7, 14).at(1)).isZero();
    assertThat(scored(ONE_WINDOW, 15).at(1)).isNegative();
    assertThat(NabSweep.unscored(4032)).isEqualTo(604);
    assertThat(NabSweep.unscored(15902)).isEqualTo(750);
  }

  @Test
  void oneThresholdIsChosenForAllSeries() {
    NabSeries other = series("other", 100, 40, 49);
    double[] first = new double[100];
    first[50] = 0.8;
    first[30] = 0.5;
    double[] second = new double[100];
    second[40] = 0.6;
    NabScore score =
        new NabScore(NabProfile.STANDARD, List.of(ONE_WINDOW, other), List.of(first, second));
    assertThat(score.bestThreshold()).isEqualTo(0.6);
    assertThat(score.at(0.6)).isCloseTo(100, EXACT);
    assertThat(score.at(0.5)).isCloseTo(100 - 0.11 / 4 * 100, EXACT);
    assertThat(score.at(0.8)).isCloseTo(50, EXACT);
    // Of the first alone 0.8 is best and finds nothing in the second, of the second alone 0.6.
    assertThat(score.leavingOneSeriesOut()).isCloseTo(50, EXACT);
  }

  @Test
  void noThresholdIsBestWhereEveryAlarmIsFalse() {
    assertThat(scored(ONE_WINDOW, 20).bestThreshold()).isInfinite();
  }

  @Test
  void aSecondWindowIsScoredOnItsOwn() {
    List<NabSeries.Window> windows =
        List.of(new NabSeries.Window(time(30), time(39)), new NabSeries.Window(time(60), time(69)));
    NabSeries two = new NabSeries("two", series("x", 100, 1, 2).points(), windows);
    assertThat(scored(two, 30).at(1)).isCloseTo(50, EXACT);
    assertThat(scored(two, 30, 60).at(1)).isCloseTo(100, EXACT);
  }

  @Test
  void scoresForOtherThanAllPointsAreRefused() {
    assertThatThrownBy(
            () -> new NabScore(NabProfile.STANDARD, List.of(ONE_WINDOW), List.of(new double[99])))
        .hasMessageContaining("expected a score for each of 100 points, got 99");
  }

  /** The sigmoid as the benchmark's paper writes it. */
  private static double nabSigmoid(double position) {
    return 2 / (1 + Math.exp(5 * position)) - 1;
  }

  private static NabScore scored(NabSeries series, int... alarms) {
    double[] scores = new double[series.points().size()];
    Arrays.stream(alarms).forEach(alarm -> scores[alarm] = 1);
    return new NabScore(NabProfile.STANDARD, List.of(series), List.of(scores));
  }

  private static NabSeries series(String name, int points, int start, int end) {
    List<NabSeries.Point> all = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      all.add(new NabSeries.Point(time(i), 0));
    }
    return new NabSeries(name, all, List.of(new NabSeries.Window(time(start), time(end))));
  }

  private static long time(int point) {
    return 300L * point;
  }
}
