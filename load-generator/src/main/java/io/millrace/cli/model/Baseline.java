package io.millrace.cli.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/**
 * How an input, or the score, was distributed in training, for measures of drift such as the
 * population stability index and the Jensen-Shannon distance: the share of missing values, and the
 * shares of the others between quantile edges. Bin {@code i} takes values above edge {@code i - 1}
 * and up to edge {@code i}; the first and the last bin are open. Values are compared as the 32-bit
 * floats that the model sees.
 *
 * <p>The edges are the deciles, and beyond them the quantiles 0.01, 0.05, 0.95 and 0.99, since the
 * ends are where rare positives lie. Values that repeat make fewer and larger bins.
 */
public final class Baseline {
  private static final double[] LEVELS = {
    0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99
  };

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
    // NaN sorts last; adding zero makes -0 the 0 that it equals.
    float[] sorted = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      sorted[i] = values[i] + 0f;
    }
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

  /** The distinct quantiles; the largest value is none, for no value lies above it. */
  private static float[] edges(float[] sorted, int present) {
    float[] edges = new float[LEVELS.length];
    int count = 0;
    for (int i = 0; i < LEVELS.length && present > 0; i++) {
      // The smallest value that has at least this share of all values at or below it.
      float edge = sorted[Math.max(0, (int) Math.ceil(present * LEVELS[i]) - 1)];
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

  /** Edges between the bins, ascending; at most thirteen. */
  public float[] edges() {
    return edges.clone();
  }

  /** Share of each bin among the values that are not missing; one more than there are edges. */
  public double[] shares() {
    return shares.clone();
  }

  /** Writes {@code missing}, {@code edges} and {@code shares}. */
  public void writeTo(ObjectNode json) {
    json.put("missing", missing);
    ArrayNode edgeList = json.putArray("edges");
    for (float edge : edges) {
      edgeList.add(edge);
    }
    ArrayNode shareList = json.putArray("shares");
    for (double share : shares) {
      shareList.add(share);
    }
  }
}
