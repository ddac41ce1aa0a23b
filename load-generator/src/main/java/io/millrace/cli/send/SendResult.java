package io.millrace.cli.send;

import io.millrace.cli.workload.Figures;
import io.millrace.cli.workload.Threshold.Verdict;
import io.millrace.cli.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** What a run measured, after its warm-up. */
final class SendResult implements Figures {
  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Workload workload;
  private final Measurements counts;
  private final Timeline timeline;
  private final WorkerTimes times;
  private final ClientLoad load;
  private final boolean interrupted;
  private final long asked;
  private final double scheduledSeconds;
  private final double seconds;

  private SendResult(
      Workload workload,
      Measurements counts,
      Timeline timeline,
      WorkerTimes times,
      ClientLoad load,
      boolean interrupted,
      long asked,
      double scheduledSeconds,
      double seconds) {
    this.workload = workload;
    this.counts = counts;
    this.timeline = timeline;
    this.times = times;
    this.load = load;
    this.interrupted = interrupted;
    this.asked = asked;
    this.scheduledSeconds = scheduledSeconds;
    this.seconds = seconds;
  }

  /**
   * The result of a run that is over.
   *
   * @param endNanos when the last worker ended, by the clock
   * @param interrupted whether somebody ended it early
   */
  static SendResult of(
      Workload workload,
      Measurements counts,
      Timeline timeline,
      WorkerTimes times,
      ClientLoad load,
      long endNanos,
      boolean interrupted) {
    long warmUp = workload.warmUp().toNanos();
    long scheduled =
        Math.max(warmUp, Math.min(workload.curve().nanos(), endNanos - counts.startNanos()));
    long departed = counts.lastDepartureNanos() - counts.startNanos() - warmUp;
    return new SendResult(
        workload,
        counts,
        timeline,
        times,
        load,
        interrupted,
        counts.left() + counts.neverLeft(),
        (scheduled - warmUp) / SECOND,
        Math.max(scheduled - warmUp, departed) / SECOND);
  }

  Workload workload() {
    return workload;
  }

  Measurements counts() {
    return counts;
  }

  List<Timeline.Interval> intervals() {
    return timeline.intervals();
  }

  WorkerTimes times() {
    return times;
  }

  ClientLoad load() {
    return load;
  }

  boolean interrupted() {
    return interrupted;
  }

  /** Events that were due. */
  long asked() {
    return asked;
  }

  /** From the end of the warm-up to the end of the schedule, or to the end of the run. */
  double scheduledSeconds() {
    return scheduledSeconds;
  }

  /** From the end of the warm-up to the end of the schedule, or to when the last event left. */
  double seconds() {
    return seconds;
  }

  /** Events a second that were asked for, on average. */
  double intendedRate() {
    return scheduledSeconds > 0 ? asked / scheduledSeconds : 0;
  }

  /** Events a second that the target took, on average. */
  double achievedRate() {
    return seconds > 0 ? counts.delivered() / seconds : 0;
  }

  /** Payload bytes a second that the target took, on average. */
  double bytesPerSecond() {
    return seconds > 0 ? counts.bytes() / seconds : 0;
  }

  /** In nanoseconds. */
  Histogram latencies() {
    return timeline.latencies();
  }

  /** In nanoseconds. */
  Histogram delays() {
    return timeline.delays();
  }

  @Override
  public double latencyMillis(double percentile) {
    return millis(timeline.latencies(), percentile);
  }

  @Override
  public double delayMillis(double percentile) {
    return millis(timeline.delays(), percentile);
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getTotalCount() == 0
        ? Double.NaN
        : histogram.getValueAtPercentile(percentile) / MILLI;
  }

  @Override
  public double errorShare() {
    return share(counts.failed());
  }

  @Override
  public double throttledShare() {
    return share(counts.throttled());
  }

  @Override
  public double achievedShare() {
    return intendedRate() > 0 ? achievedRate() / intendedRate() : Double.NaN;
  }

  private double share(long count) {
    return asked > 0 ? (double) count / asked : Double.NaN;
  }

  /** Events that are neither delivered nor failed; 0 once the run has ended. */
  long open() {
    return counts.left() - counts.delivered() - counts.failed();
  }

  /** What became of each threshold. */
  List<Verdict> verdicts() {
    return workload.thresholds().stream()
        .map(threshold -> threshold.judge(this))
        .collect(Collectors.toList());
  }

  /** Whether every threshold was kept. */
  boolean passed() {
    return verdicts().stream().allMatch(Verdict::passed);
  }

  /** Delivered events by shard. */
  Map<String, Long> shards() {
    return counts.shards();
  }
}
