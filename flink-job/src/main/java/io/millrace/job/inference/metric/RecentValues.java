package io.millrace.job.inference.metric;

import java.util.Arrays;

/** The last values of a quantity, for quantiles that follow what happens now. Thread-safe. */
final class RecentValues {
  private final double[] ring;
  private int next;
  private int count;

  /**
   * @param size values that are kept, at least 1
   */
  RecentValues(int size) {
    ring = new double[size];
  }

  synchronized void add(double value) {
    ring[next] = value;
    next = (next + 1) % ring.length;
    count = Math.min(count + 1, ring.length);
  }

  /** Smallest value that at least this share of the values does not exceed; 0 without values. */
  double quantile(double share) {
    double[] sorted = values();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  /** Mean of the values; 0 without values. */
  double mean() {
    return Arrays.stream(values()).average().orElse(0);
  }

  private synchronized double[] values() {
    return Arrays.copyOf(ring, count);
  }
}
