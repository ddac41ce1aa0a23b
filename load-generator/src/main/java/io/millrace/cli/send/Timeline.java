package io.millrace.cli.send;

import io.millrace.cli.workload.RateCurve;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * The run interval by interval, and all of it added up. Each interval's latencies and send delays
 * go to a log of HdrHistogram's own format, in nanoseconds.
 *
 * @see <a href="https://hdrhistogram.github.io/HdrHistogram/">HdrHistogram</a>
 */
final class Timeline implements Closeable {
  /** Logs in the folder of a run. */
  static final String LATENCIES = "latency.hlog";

  static final String DELAYS = "delay.hlog";

  private final Measurements measurements;
  private final RateCurve curve;
  private final SendClock clock;
  private final Histogram latencies;
  private final Histogram delays;
  private final HistogramLogWriter latencyLog;
  private final HistogramLogWriter delayLog;
  private final List<Interval> intervals = new ArrayList<>();
  private long lastNanos;
  private Counts last = new Counts(0, 0, 0, 0, 0);

  /** Counts of measured events up to a moment, or between two. */
  private static final class Counts {
    final long left;
    final long delivered;
    final long failed;
    final long throttled;
    final long retried;

    Counts(long left, long delivered, long failed, long throttled, long retried) {
      this.left = left;
      this.delivered = delivered;
      this.failed = failed;
      this.throttled = throttled;
      this.retried = retried;
    }

    Counts since(Counts earlier) {
      return new Counts(
          left - earlier.left,
          delivered - earlier.delivered,
          failed - earlier.failed,
          throttled - earlier.throttled,
          retried - earlier.retried);
    }
  }

  /** What happened in an interval; rates are events a second, times are nanoseconds. */
  static final class Interval {
    final double endSeconds;
    final double intendedRate;
    final double leftRate;
    final double deliveredRate;
    final long failed;
    final long throttled;
    final long retried;
    final long p50;
    final long p99;
    final long max;
    final long delayP99;

    private Interval(
        double endSeconds,
        double seconds,
        double intendedRate,
        Counts counts,
        Histogram latency,
        Histogram delay) {
      this.endSeconds = endSeconds;
      this.intendedRate = intendedRate;
      this.leftRate = counts.left / seconds;
      this.deliveredRate = counts.delivered / seconds;
      this.failed = counts.failed;
      this.throttled = counts.throttled;
      this.retried = counts.retried;
      this.p50 = latency.getValueAtPercentile(50);
      this.p99 = latency.getValueAtPercentile(99);
      this.max = latency.getMaxValue();
      this.delayP99 = delay.getValueAtPercentile(99);
    }
  }

  private Timeline(
      Measurements measurements,
      RateCurve curve,
      SendClock clock,
      HistogramLogWriter latencyLog,
      HistogramLogWriter delayLog) {
    this.measurements = measurements;
    this.curve = curve;
    this.clock = clock;
    this.latencies = measurements.takeLatencies();
    this.delays = measurements.takeDelays();
    this.latencyLog = latencyLog;
    this.delayLog = delayLog;
    this.lastNanos = measurements.startNanos();
  }

  /** Keeps no logs. */
  static Timeline of(Measurements measurements, RateCurve curve, SendClock clock) {
    return new Timeline(measurements, curve, clock, null, null);
  }

  /** Writes the logs to a folder. */
  static Timeline loggingTo(
      Path folder, Measurements measurements, RateCurve curve, SendClock clock) throws IOException {
    return new Timeline(
        measurements,
        curve,
        clock,
        log(folder.resolve(LATENCIES), "latency from the intended moment, ns", measurements),
        log(folder.resolve(DELAYS), "send delay from the intended moment, ns", measurements));
  }

  private static HistogramLogWriter log(Path file, String what, Measurements measurements)
      throws IOException {
    HistogramLogWriter log = new HistogramLogWriter(file.toFile());
    log.outputComment("[millrace send: " + what + ']');
    log.outputLogFormatVersion();
    log.outputStartTime(measurements.startMillis());
    log.setBaseTime(measurements.startMillis());
    log.outputLegend();
    return log;
  }

  /** Closes an interval. */
  Interval tick() {
    Histogram latency = measurements.takeLatencies();
    Histogram delay = measurements.takeDelays();
    latencies.add(latency);
    delays.add(delay);
    if (latencyLog != null) {
      latencyLog.outputIntervalHistogram(latency);
      delayLog.outputIntervalHistogram(delay);
    }
    long now = clock.nanos();
    Counts counts =
        new Counts(
            measurements.left(),
            measurements.delivered(),
            measurements.failed(),
            measurements.throttled(),
            measurements.retried());
    long middle = lastNanos + (now - lastNanos) / 2 - measurements.startNanos();
    Interval interval =
        new Interval(
            seconds(now - measurements.startNanos()),
            Math.max(1e-9, seconds(now - lastNanos)),
            curve.rateAt(middle),
            counts.since(last),
            latency,
            delay);
    intervals.add(interval);
    last = counts;
    lastNanos = now;
    return interval;
  }

  private static double seconds(long nanos) {
    return (double) nanos / TimeUnit.SECONDS.toNanos(1);
  }

  List<Interval> intervals() {
    return intervals;
  }

  /** All latencies so far, in nanoseconds. */
  Histogram latencies() {
    return latencies;
  }

  /** All send delays so far, in nanoseconds. */
  Histogram delays() {
    return delays;
  }

  @Override
  public void close() {
    if (latencyLog != null) {
      latencyLog.close();
      delayLog.close();
    }
  }
}
