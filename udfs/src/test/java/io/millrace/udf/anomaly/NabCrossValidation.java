package io.millrace.udf.anomaly;

import io.millrace.udf.anomaly.nab.NabFiles;
import io.millrace.udf.anomaly.nab.NabProfile;
import io.millrace.udf.anomaly.nab.NabScore;
import io.millrace.udf.anomaly.nab.NabSeries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * How much of a score comes from having chosen the parameters on the same series: they and the
 * threshold are chosen on a random half of the series and scored on the other half.
 *
 * <p>Arguments: the folder with the series. Seeds are fixed; takes some minutes.
 */
final class NabCrossValidation {
  private static final int[] WINDOWS = {32, 64, 96};
  private static final int[] QUIET = {100, 200};
  private static final double[] SECOND_LOOKS = {0, Math.log10(2), Double.POSITIVE_INFINITY};
  private static final double[] LENGTH_EXPONENTS = {0, 0.5, 1};
  private static final int SPLITS = 40;

  private final List<NabSeries> series;
  private final List<String> names = new ArrayList<>();
  private final List<NabScore> scores = new ArrayList<>();

  private NabCrossValidation(List<NabSeries> series) {
    this.series = series;
  }

  public static void main(String[] arguments) throws IOException {
    NabCrossValidation validation = new NabCrossValidation(NabFiles.read(Path.of(arguments[0])));
    validation.scoreAll();
    validation.splitInHalves();
  }

  private void scoreAll() {
    for (int window : WINDOWS) {
      for (int quiet : QUIET) {
        for (double look : SECOND_LOOKS) {
          for (double exponent : LENGTH_EXPONENTS) {
            add(new Tuning(window, quiet, look, exponent));
          }
        }
      }
    }
    double[] best = scores.stream().mapToDouble(s -> s.at(s.bestThreshold())).sorted().toArray();
    System.out.printf(
        "%d parameter sets: scores from %.1f to %.1f, median %.1f%n",
        best.length, best[0], best[best.length - 1], best[best.length / 2]);
  }

  private void add(Tuning tuning) {
    List<double[]> all = new ArrayList<>();
    series.forEach(one -> all.add(NabBenchmarkTest.scores(tuning, one)));
    NabScore score = new NabScore(NabProfile.STANDARD, series, all);
    scores.add(score);
    String name = name(tuning);
    names.add(name);
    System.out.printf("%.1f  %s%n", score.at(score.bestThreshold()), name);
  }

  private void splitInHalves() {
    double[] tested = new double[2 * SPLITS];
    double[] fixed = new double[2 * SPLITS];
    NabScore defaults = scores.get(names.indexOf(name(Tuning.DEFAULT)));
    for (int split = 0; split < SPLITS; split++) {
      List<Integer> order = new ArrayList<>(defaults.all());
      Collections.shuffle(order, new Random(split));
      int half = order.size() / 2;
      List<Integer> first = order.subList(0, half);
      List<Integer> second = order.subList(half, order.size());
      tested[2 * split] = chooseAndTest(first, second);
      tested[2 * split + 1] = chooseAndTest(second, first);
      fixed[2 * split] = defaults.at(defaults.bestThreshold(first), second);
      fixed[2 * split + 1] = defaults.at(defaults.bestThreshold(second), first);
    }
    print("parameters and threshold of the other half", tested);
    print("default parameters, threshold of the other half", fixed);
  }

  private double chooseAndTest(List<Integer> train, List<Integer> test) {
    double highest = Double.NEGATIVE_INFINITY;
    double tested = 0;
    for (NabScore score : scores) {
      double threshold = score.bestThreshold(train);
      if (score.at(threshold, train) > highest) {
        highest = score.at(threshold, train);
        tested = score.at(threshold, test);
      }
    }
    return tested;
  }

  private static String name(Tuning tuning) {
    return String.format(
        "window %d, quiet %d, second look %.2f, length exponent %.2f",
        tuning.window, tuning.quiet, tuning.secondLook, tuning.lengthExponent);
  }

  private static void print(String what, double[] scores) {
    Arrays.sort(scores);
    double mean = Arrays.stream(scores).average().orElseThrow();
    double deviation =
        Math.sqrt(Arrays.stream(scores).map(s -> (s - mean) * (s - mean)).average().orElseThrow());
    System.out.printf(
        "%s: mean %.1f, standard deviation %.1f, from %.1f to %.1f over %d halves%n",
        what, mean, deviation, scores[0], scores[scores.length - 1], scores.length);
  }
}
