package io.millrace.udf.quality;

import java.util.Arrays;

/**
 * How values were distributed in training, as a model card has it: the share of missing ones, and
 * the shares of the others between edges. Bin i takes values above edge i - 1 and up to edge i; the
 * first and the last bin are open. Values are compared as the 32-bit floats that a model sees.
 * Immutable.
 */
public final class Baseline {
  private final float[] edges;
  private final double[] shares;
  private final double missing;

  /**
   * A baseline.
   *
   * @param edges ascending
   * @param shares of the values that are not missing, one more than there are edges; their sum is 1
   * @param missing share of all values
   */
  public Baseline(float[] edges, double[] shares, double missing) {
    double sum = 0;
    for (double share : shares) {
      if (!(share >= 0)) {
        throw new IllegalArgumentException("expected shares of 0 or more, got " + share);
      }
      sum += share;
    }
    for (int i = 1; i < edges.length; i++) {
      if (!(edges[i] > edges[i - 1])) {
        throw new IllegalArgumentException(
            "expected ascending edges, got " + edges[i] + " after " + edges[i - 1]);
      }
    }
    boolean allMissing = missing == 1 && sum == 0;
    if (shares.length != edges.length + 1 || (Math.abs(sum - 1) > 1e-6 && !allMissing)) {
      throw new IllegalArgumentException(
          "expected "
              + (edges.length + 1)
              + " shares that add up to 1, got "
              + shares.length
              + " of "
              + sum);
    }
    if (!(missing >= 0 && missing <= 1)) {
      throw new IllegalArgumentException("expected missing from 0 to 1, got " + missing);
    }
    this.edges = edges.clone();
    this.shares = shares.clone();
    this.missing = missing;
  }

  /** Bins of values, the missing ones apart. */
  int bins() {
    return shares.length;
  }

  /** Bin of a value that is not missing. */
  int bin(double value) {
    float seen = (float) value;
    int low = 0;
    int high = edges.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (seen > edges[middle]) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Share of a bin among all values; that of the missing ones stands behind the bins. */
  double share(int bin) {
    return bin == shares.length ? missing : shares[bin] * (1 - missing);
  }

  @Override
  public String toString() {
    return "edges "
        + Arrays.toString(edges)
        + ", shares "
        + Arrays.toString(shares)
        + ", missing "
        + missing;
  }
}
