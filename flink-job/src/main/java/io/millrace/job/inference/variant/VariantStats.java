package io.millrace.job.inference.variant;

import io.millrace.record.VariantMetric;
import java.time.Instant;

/** How one variant does; two of it add up, by way of their rows. Not thread-safe. */
final class VariantStats {
  private long events;
  private long degraded;
  private long failed;
  private long dropped;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private final Distribution latency = new Distribution();
  private final Distribution scores = new Distribution();
  private double scoreSum;
  private long scored;
  private long compared;
  private double differenceSum;
  private long beyond;
  private long flips;

  /**
   * An event went by.
   *
   * @param timeMillis its time
   * @param score NaN when it has none
   * @param isDegraded whether another variant should have scored it
   */
  void event(long timeMillis, double score, double latencyMillis, boolean isDegraded) {
    events++;
    degraded += isDegraded ? 1 : 0;
    first = Math.min(first, timeMillis);
    last = Math.max(last, timeMillis);
    latency.add(latencyMillis);
    if (!Double.isNaN(score)) {
      scored++;
      scoreSum += score;
      scores.add(score);
    }
  }

  void failed() {
    failed++;
  }

  void dropped() {
    dropped++;
  }

  /** Both the variant and the one whose score was used have scored an event. */
  void compared(double own, double used, double threshold, double tolerance) {
    compared++;
    double difference = Math.abs(own - used);
    differenceSum += difference;
    beyond += difference > tolerance ? 1 : 0;
    flips += own >= threshold != used >= threshold ? 1 : 0;
  }

  /** Adds what a row says. */
  void add(VariantMetric row) {
    events += row.getEvents();
    degraded += row.getDegraded();
    failed += row.getFailed();
    dropped += row.getDropped();
    if (row.getFirstEventTime() != null) {
      first = Math.min(first, row.getFirstEventTime().toEpochMilli());
      last = Math.max(last, row.getLastEventTime().toEpochMilli());
    }
    latency.merge(row.getLatencySketch());
    scores.merge(row.getScoreSketch());
    if (row.getScoreMean() != null) {
      scored += row.getScored();
      scoreSum += row.getScoreMean() * row.getScored();
    }
    compared += row.getCompared();
    if (row.getMeanAbsDifference() != null) {
      differenceSum += row.getMeanAbsDifference() * row.getCompared();
    }
    beyond += row.getBeyondTolerance();
    flips += row.getFlips();
  }

  /** Everything as a row. */
  VariantMetric toRow(String pipeline, Instant measuredAt, VariantKey key) {
    return VariantMetric.newBuilder()
        .setPipeline(pipeline)
        .setMeasuredAt(measuredAt)
        .setVariant(key.variant())
        .setModelVersion(key.version())
        .setRole(key.role())
        .setFirstEventTime(events == 0 ? null : Instant.ofEpochMilli(first))
        .setLastEventTime(events == 0 ? null : Instant.ofEpochMilli(last))
        .setEvents(events)
        .setDegraded(degraded)
        .setFailed(failed)
        .setDropped(dropped)
        .setLatencyMsP50(latency.quantile(0.5))
        .setLatencyMsP95(latency.quantile(0.95))
        .setLatencyMsP99(latency.quantile(0.99))
        .setScored(scored)
        .setScoreMean(scored == 0 ? null : (Double) (scoreSum / scored))
        .setScoreMin(scores.quantile(0))
        .setScoreP25(scores.quantile(0.25))
        .setScoreP50(scores.quantile(0.5))
        .setScoreP75(scores.quantile(0.75))
        .setScoreP95(scores.quantile(0.95))
        .setScoreP99(scores.quantile(0.99))
        .setScoreMax(scores.quantile(1))
        .setCompared(compared)
        .setMeanAbsDifference(compared == 0 ? null : (Double) (differenceSum / compared))
        .setBeyondTolerance(beyond)
        .setFlips(flips)
        .setLatencySketch(latency.toBytes())
        .setScoreSketch(scores.toBytes())
        .build();
  }
}
