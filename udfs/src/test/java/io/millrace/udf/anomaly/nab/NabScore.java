package io.millrace.udf.anomaly.nab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The score of a detector in the Numenta Anomaly Benchmark: 0 for one that raises no alarm, 100 for
 * one that raises one at the first point of each window and no other. It may be negative.
 */
public final class NabScore {
  private final List<NabSeries> series;
  private final List<NabSweep> sweeps = new ArrayList<>();
  private final NabProfile profile;

  /**
   * The scores of the points of some series.
   *
   * @param scores for each series a score for each point; higher is stranger
   */
  public NabScore(NabProfile profile, List<NabSeries> series, List<double[]> scores) {
    this.profile = profile;
    this.series = List.copyOf(series);
    for (int i = 0; i < series.size(); i++) {
      sweeps.add(new NabSweep(profile, series.get(i), scores.get(i)));
    }
  }

  /**
   * The threshold that scores best over all series; infinite when no alarm at all does. Of several
   * the highest.
   */
  public double bestThreshold() {
    return bestThreshold(all());
  }

  /** The same over some of the series, by position. */
  public double bestThreshold(List<Integer> positions) {
    Map<Double, Double> changes = new TreeMap<>(Collections.reverseOrder());
    for (int position : positions) {
      sweeps.get(position).changes().forEach((at, by) -> changes.merge(at, by, Double::sum));
    }
    double best = Double.POSITIVE_INFINITY;
    double highest = 0;
    double score = 0;
    for (Map.Entry<Double, Double> change : changes.entrySet()) {
      score += change.getValue();
      if (score > highest) {
        highest = score;
        best = change.getKey();
      }
    }
    return best;
  }

  /** The score over all series when points of this score and above are alarms. */
  public double at(double threshold) {
    return at(threshold, all());
  }

  /** The same over some of the series, by position. */
  public double at(double threshold, List<Integer> positions) {
    double gained = 0;
    for (int position : positions) {
      gained += gained(position, threshold);
    }
    return 100 * gained / most(positions);
  }

  /** The score when the threshold for each series is the best of all others. */
  public double leavingOneSeriesOut() {
    double gained = 0;
    for (int position : all()) {
      List<Integer> others = new ArrayList<>(all());
      others.remove(Integer.valueOf(position));
      gained += gained(position, bestThreshold(others));
    }
    return 100 * gained / most(all());
  }

  /** What a series adds over raising no alarm. */
  public double gained(int position, double threshold) {
    NabSweep sweep = sweeps.get(position);
    return sweep.score(threshold) + profile.missed() * sweep.windows();
  }

  /** What a perfect detector adds on these series. */
  public double most(List<Integer> positions) {
    return positions.stream().mapToInt(position -> sweeps.get(position).windows()).sum()
        * (profile.found() + profile.missed());
  }

  /** Positions of all series. */
  public List<Integer> all() {
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      positions.add(i);
    }
    return positions;
  }

  public List<NabSeries> series() {
    return series;
  }
}
