package io.millrace.cli.model;

import java.util.Arrays;

/** How well scores rank positives (label 1) above negatives (label 0). Ties share their place. */
public final class RankingMetrics {
  private final double aucRoc;
  private final double averagePrecision;

  private RankingMetrics(double aucRoc, double averagePrecision) {
    this.aucRoc = aucRoc;
    this.averagePrecision = averagePrecision;
  }

  /**
   * @param scores one a row, no NaN
   * @param labels 0 or 1, one a row
   */
  public static RankingMetrics of(float[] scores, float[] labels) {
    long[] order = new long[scores.length];
    long positives = 0;
    for (int i = 0; i < order.length; i++) {
      order[i] = (long) -sortable(scores[i]) << 32 | i;
      positives += labels[i] > 0 ? 1 : 0;
    }
    Arrays.sort(order);
    long negatives = scores.length - positives;
    long above = 0;
    long belowSeen = 0;
    double orderedPairs = 0;
    double precisionSum = 0;
    for (int from = 0; from < order.length; ) {
      int to = from;
      long hits = 0;
      while (to < order.length && scores[(int) order[to]] == scores[(int) order[from]]) {
        hits += labels[(int) order[to]] > 0 ? 1 : 0;
        to++;
      }
      long misses = to - from - hits;
      // Each of these positives ranks above every negative still to come, and halfway among these.
      orderedPairs += hits * (negatives - belowSeen - misses / 2.0);
      above += hits;
      belowSeen += misses;
      precisionSum += hits * (above / (double) to);
      from = to;
    }
    return new RankingMetrics(
        orderedPairs / ((double) positives * negatives), precisionSum / positives);
  }

  /** An int that is ordered as the float is; within +-(2^31 - 1), so that it can be negated. */
  private static int sortable(float score) {
    int bits = Float.floatToIntBits(score + 0f);
    return bits >= 0 ? bits : -(bits & Integer.MAX_VALUE);
  }

  /** Probability that a positive ranks above a negative; NaN when either is missing. */
  public double aucRoc() {
    return aucRoc;
  }

  /** Mean of the precision at each positive, ties taken together; NaN without positives. */
  public double averagePrecision() {
    return averagePrecision;
  }
}
