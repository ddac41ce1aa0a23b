package io.millrace.job.dqdl;

import java.util.Arrays;
import java.util.Set;

/** A window for tests, whose metrics all have the same values. */
final class Window implements WindowValues {
  private final double value;
  private final double[] earlier;
  private final Set<Integer> anomalous;

  private Window(double value, double[] earlier, Set<Integer> anomalous) {
    this.value = value;
    this.earlier = earlier;
    this.anomalous = anomalous;
  }

  static Window of(double value) {
    return new Window(value, new double[0], Set.of());
  }

  /** The same window after these, the most recent first. */
  Window after(double... values) {
    return new Window(value, values, anomalous);
  }

  Window anomalousIn(int... metrics) {
    return new Window(value, earlier, Set.copyOf(Arrays.stream(metrics).boxed().toList()));
  }

  @Override
  public double value(int metric) {
    return value;
  }

  @Override
  public int earlierCount(int metric) {
    return earlier.length;
  }

  @Override
  public double earlier(int metric, int back) {
    return earlier[back];
  }

  @Override
  public boolean isAnomalous(int metric) {
    return anomalous.contains(metric);
  }
}
