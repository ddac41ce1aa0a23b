package io.millrace.cli.model;

import java.util.Arrays;

/**
 * How one input was distributed in training, for finding drift later: the share of missing values,
 * and the shares of the others between quantile edges. Bin {@code i} takes values above edge {@code
 * i - 1} and up to edge {@code i}; the first and the last bin are open.
 */
public final class Baseline {
  private static final int BINS = 10;

  private final double missing;
  private final float[] edges;
  private final double[] shares;

  private Baseline(double missing, float[] edges, double[] shares) {
    this.missing = missing;
    this.edges = edges;
    this.shares = shares;
  }

  /** The distribution of values, NaN where missing. */
  public static Baseline of(float[] values) {
    // NaN sorts last.
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    int present = sorted.length;
    while (present > 0 && Float.isNaN(sorted[present - 1])) {
      present--;
    }
    double missing = values.length == 0 ? 0 : (values.length - present) / (double) values.length;
    float[] edges = edges(sorted, present);
    double[] shares = new double[edges.length + 1];
    int bin = 0;
    for (int i = 0; i < present; i++) {
      while (bin < edges.length && sorted[i] > edges[bin]) {
        bin++;
      }
      shares[bin]++;
    }
    for (int i = 0; i < shares.length && present > 0; i++) {
      shares[i] /= present;
    }
    return new Baseline(missing, edges, shares);
  }

  /** The distinct inner quantiles; the largest value is none, for no value lies above it. */
  private static float[] edges(float[] sorted, int present) {
    float[] edges = new float[BINS - 1];
    int count = 0;
    for (int i = 1; i < BINS && present > 0; i++) {
      float edge = sorted[(int) ((long) present * i / BINS)];
      if (edge < sorted[present - 1] && (count == 0 || edge > edges[count - 1])) {
        edges[count++] = edge;
      }
    }
    return Arrays.copyOf(edges, count);
  }

  /** Share of missing values among all. */
  public double missing() {
    return missing;
  }

  /** Edges between the bins, ascending; at most nine. */
  public float[] edges() {
    return edges.clone();
  }

  /** Share of each bin among the values that are not missing; one more than there are edges. */
  public double[] shares() {
    return shares.clone();
  }
}
