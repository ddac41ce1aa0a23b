package io.millrace.udf.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.udf.anomaly.nab.NabFiles;
import io.millrace.udf.anomaly.nab.NabProfile;
import io.millrace.udf.anomaly.nab.NabScore;
import io.millrace.udf.anomaly.nab.NabSeries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The detector on series of the Numenta Anomaly Benchmark. They are not part of the project: {@code
 * -Dmillrace.nab=FOLDER} names a folder as {@link NabFiles} reads it. Prints the table that stands
 * in docs/anomalies.md.
 */
@EnabledIfSystemProperty(named = "millrace.nab", matches = ".+")
class NabBenchmarkTest {
  private final List<NabSeries> series;

  NabBenchmarkTest() throws IOException {
    series = NabFiles.read(Path.of(System.getProperty("millrace.nab")));
  }

  @Test
  void scoresAboveTheForestsAndNearestNeighboursOfTheBenchmark() {
    NabScore score = score(Tuning.DEFAULT);
    double threshold = score.bestThreshold();
    print(score, threshold);
    assertThat(score.at(threshold)).isGreaterThan(72);
    assertThat(score.at(AnomalyDetector.ALARM)).isGreaterThan(72);
    assertThat(score.leavingOneSeriesOut()).isGreaterThan(72);
  }

  @Test
  void theScorerGivesZeroToNoAlarmsAndAHundredToPerfectOnes() {
    List<double[]> none = new ArrayList<>();
    List<double[]> perfect = new ArrayList<>();
    for (NabSeries one : series) {
      none.add(new double[one.points().size()]);
      perfect.add(new double[one.points().size()]);
      for (NabSeries.Window window : one.windows()) {
        int start = 0;
        while (one.points().get(start).epochSeconds() != window.start()) {
          start++;
        }
        perfect.get(perfect.size() - 1)[start] = 1;
      }
    }
    assertThat(new NabScore(NabProfile.STANDARD, series, none).at(0.5)).isZero();
    assertThat(new NabScore(NabProfile.STANDARD, series, perfect).at(0.5))
        .isCloseTo(100, within(1e-9));
  }

  private NabScore score(Tuning tuning) {
    List<double[]> scores = new ArrayList<>();
    series.forEach(one -> scores.add(scores(tuning, one)));
    return new NabScore(NabProfile.STANDARD, series, scores);
  }

  static double[] scores(Tuning tuning, NabSeries series) {
    AnomalyDetector detector = new AnomalyDetector(tuning);
    return series.points().stream()
        .mapToDouble(point -> detector.score(1000 * point.epochSeconds(), point.value()))
        .toArray();
  }

  private static void print(NabScore score, double threshold) {
    Map<String, List<Integer>> categories = new TreeMap<>();
    System.out.println(
        "| series | windows | of | at the best | at " + AnomalyDetector.ALARM + " |");
    System.out.println("|---|--:|--:|--:|--:|");
    for (int i : score.all()) {
      NabSeries one = score.series().get(i);
      categories.computeIfAbsent(one.category(), name -> new ArrayList<>()).add(i);
      System.out.printf(
          "| %s | %d | %d | %.2f | %.2f |%n",
          one.name(),
          one.windows().size(),
          2 * one.windows().size(),
          score.gained(i, threshold),
          score.gained(i, AnomalyDetector.ALARM));
    }
    System.out.printf(
        "score %.1f at the best single threshold %.3f; %.1f at %.1f; %.1f with the threshold of the"
            + " other series%n",
        score.at(threshold),
        threshold,
        score.at(AnomalyDetector.ALARM),
        AnomalyDetector.ALARM,
        score.leavingOneSeriesOut());
    categories.forEach(
        (name, positions) -> {
          List<Integer> others = new ArrayList<>(score.all());
          others.removeAll(positions);
          System.out.printf(
              "%s: %.1f; with the threshold of the other categories %.1f%n",
              name,
              score.at(threshold, positions),
              score.at(score.bestThreshold(others), positions));
        });
  }
}
