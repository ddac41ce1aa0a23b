package io.millrace.cli.endpoint;

import java.time.Duration;
import java.util.Random;

/**
 * How long requests take: a part for the request, log-normally distributed, and a constant part for
 * each record. Immutable.
 */
public final class LatencyModel {
  public static final LatencyModel NONE = new LatencyModel(Duration.ZERO, 0, Duration.ZERO);

  /** The 99th percentile of the standard normal distribution. */
  private static final double Z99 = 2.3263478740408408;

  private final Duration median;
  private final double sigma;
  private final Duration record;

  private LatencyModel(Duration median, double sigma, Duration record) {
    this.median = median;
    this.sigma = sigma;
    this.record = record;
  }

  /** Always the same for a request, and for each record of it. */
  public static LatencyModel constant(Duration request, Duration record) {
    return new LatencyModel(request, 0, record);
  }

  /** The same, but that of a hundred requests one takes at least so long for its own part. */
  public LatencyModel withP99(Duration p99) {
    if (median.isZero() || p99.compareTo(median) < 0) {
      throw new IllegalArgumentException(
          "expected a 99th percentile above the median of " + median + ", got " + p99);
    }
    return new LatencyModel(
        median, Math.log(p99.toNanos() / (double) median.toNanos()) / Z99, record);
  }

  /** Time of a request with so many records. */
  Duration draw(int records, Random random) {
    double factor = sigma == 0 ? 1 : Math.exp(sigma * random.nextGaussian());
    return Duration.ofNanos((long) (median.toNanos() * factor)).plus(record.multipliedBy(records));
  }
}
