package io.millrace.job.inference;

import io.millrace.job.inference.batch.BatchLimits;
import io.millrace.job.inference.batch.BatchScorer;
import io.millrace.job.inference.batch.RetryPolicy;
import io.millrace.job.inference.batch.VariantPlan;
import io.millrace.job.inference.endpoint.ModelEndpoint;
import io.millrace.job.inference.metric.InferenceMetrics;
import io.millrace.job.inference.timing.Timers;
import io.millrace.job.inference.variant.VariantKey;
import io.millrace.job.inference.variant.VariantMeasurements;
import io.millrace.record.VariantMetric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Variants that score the same events without being used. They have a few requests of their own and
 * nothing waits for them: an event that finds a shadow behind is not sent to it, and counted.
 */
final class Shadows {
  /** Requests of a subtask to one shadow on their way at once. */
  private static final int CONCURRENCY = 2;

  private final List<Shadow> shadows = new ArrayList<>();
  private final InferenceMetrics metrics;
  private final VariantMeasurements measurements;

  Shadows(
      List<String> variants,
      BatchLimits limits,
      String endpointName,
      ModelEndpoint endpoint,
      Timers timers,
      InferenceMetrics metrics,
      VariantMeasurements measurements) {
    this.metrics = metrics;
    this.measurements = measurements;
    for (String variant : variants) {
      shadows.add(
          new Shadow(
              variant,
              new BatchScorer(
                  limits.withConcurrency(CONCURRENCY),
                  VariantPlan.of(List.of(variant), List.of()),
                  RetryPolicy.none(),
                  endpointName,
                  endpoint,
                  timers,
                  metrics::shadow)));
    }
  }

  /**
   * Sends an event to every shadow that is not behind.
   *
   * @param routed the variant whose score is used, which is no shadow of itself
   * @param line the event's line, from the start of the array; copied
   * @return those that must hear of the score that is used
   */
  List<ShadowScore> submit(String routed, byte[] line, int length, long timeMillis) {
    if (shadows.isEmpty()) {
      return List.of();
    }
    List<ShadowScore> sent = new ArrayList<>(shadows.size());
    for (Shadow shadow : shadows) {
      if (shadow.variant.equals(routed)) {
        continue;
      }
      if (!shadow.scorer.hasRoom()) {
        metrics.shadowDropped();
        measurements.dropped(VariantKey.of(shadow.variant, null, VariantKey.SHADOW));
        continue;
      }
      ShadowScore score = new ShadowScore(shadow.variant, timeMillis, measurements);
      sent.add(score);
      shadow.scorer.submit(shadow.variant, line, length, score);
    }
    return sent;
  }

  /** Whether every event that was sent is scored or given up. */
  boolean areIdle() {
    return shadows.stream().allMatch(shadow -> shadow.scorer.pending() == 0);
  }

  /** What was measured since the last time. */
  List<VariantMetric> takeMeasurements(Instant now) {
    return measurements.take(now);
  }

  /** One variant. */
  private static final class Shadow {
    final String variant;
    final BatchScorer scorer;

    Shadow(String variant, BatchScorer scorer) {
      this.variant = variant;
      this.scorer = scorer;
    }
  }
}
