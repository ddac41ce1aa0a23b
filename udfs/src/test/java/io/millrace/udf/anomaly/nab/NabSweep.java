package io.millrace.udf.anomaly.nab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The points of one series that an alarm can be raised at, each with what an alarm there is worth,
 * as the Numenta Anomaly Benchmark weighs it (Lavin and Ahmad 2015, and its nab/sweeper.py):
 *
 * <ul>
 *   <li>in a window, a sigmoid of the place: 1 at the window's first point, falling to 0 at its
 *       end. Of all alarms in a window the best counts, the earliest;
 *   <li>outside, the charge for a false alarm times the same sigmoid continued behind the window:
 *       from 0 just behind it to the full charge at three of its widths and before the first;
 *   <li>the first 15 % of the points, at most 750, are not scored.
 * </ul>
 */
final class NabSweep {
  private static final double PROBATION = 0.15;
  private static final int LONGEST_PROBATION = 750;
  private static final double STEEPNESS = 5;
  private static final double FAR_BEHIND = 3;

  private final NabProfile profile;
  private final int windows;
  private final List<Alarm> alarms = new ArrayList<>();

  /** A point, were it an alarm. */
  private record Alarm(double score, int window, double worth) {}

  private static final int NO_WINDOW = -1;

  NabSweep(NabProfile profile, NabSeries series, double[] scores) {
    this.profile = profile;
    this.windows = series.windows().size();
    if (scores.length != series.points().size()) {
      throw new IllegalArgumentException(
          series.name()
              + ": expected a score for each of "
              + series.points().size()
              + " points, got "
              + scores.length);
    }
    int unscored = unscored(scores.length);
    int next = 0;
    int end = -1; // last point of the window that the point is in or behind
    double width = 0;
    for (int i = 0; i < scores.length; i++) {
      if (next < windows
          && i > end
          && series.points().get(i).epochSeconds() == series.windows().get(next).start()) {
        end = series.indexOf(series.windows().get(next).end());
        width = end - i + 1;
        next++;
      }
      boolean inside = next > 0 && i <= end;
      double worth;
      if (inside) {
        worth = profile.found() * sigmoid(-(end - i + 1) / width) / sigmoid(-1);
      } else {
        worth = profile.falseAlarm() * (next == 0 ? -1 : sigmoid((i - end) / (width - 1)));
      }
      if (i >= unscored) {
        alarms.add(new Alarm(scores[i], inside ? next - 1 : NO_WINDOW, worth));
      }
    }
    alarms.sort((a, b) -> Double.compare(b.score(), a.score()));
  }

  static int unscored(int points) {
    return (int) Math.min(Math.floor(PROBATION * points), LONGEST_PROBATION);
  }

  /** From 1 far before 0 to -1 far behind it. */
  static double sigmoid(double position) {
    return position >= FAR_BEHIND ? -1 : 2 / (1 + Math.exp(STEEPNESS * position)) - 1;
  }

  int windows() {
    return windows;
  }

  /** Points found by an alarm at this threshold or above, less the charges. */
  double score(double threshold) {
    double score = 0;
    double[] best = unfound();
    for (Alarm alarm : alarms) {
      if (!(alarm.score() >= threshold)) {
        break;
      }
      if (alarm.window() == NO_WINDOW) {
        score += alarm.worth();
      } else {
        best[alarm.window()] = Math.max(best[alarm.window()], alarm.worth());
      }
    }
    return score + Arrays.stream(best).sum();
  }

  /** What the score changes by at each threshold, the highest first. */
  Map<Double, Double> changes() {
    Map<Double, Double> changes = new TreeMap<>(Collections.reverseOrder());
    double[] best = unfound();
    for (Alarm alarm : alarms) {
      double change = alarm.worth();
      if (alarm.window() != NO_WINDOW) {
        double before = best[alarm.window()];
        best[alarm.window()] = Math.max(before, alarm.worth());
        change = best[alarm.window()] - before;
      }
      changes.merge(alarm.score(), change, Double::sum);
    }
    return changes;
  }

  private double[] unfound() {
    double[] best = new double[windows];
    Arrays.fill(best, -profile.missed());
    return best;
  }
}
