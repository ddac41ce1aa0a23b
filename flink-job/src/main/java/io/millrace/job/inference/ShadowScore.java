package io.millrace.job.inference;

import io.millrace.job.inference.batch.Answer;
import io.millrace.job.inference.batch.ScoreCallback;
import io.millrace.job.inference.endpoint.DegradedReason;
import io.millrace.job.inference.variant.VariantKey;
import io.millrace.job.inference.variant.VariantMeasurements;

/**
 * One event in the shadow: its score is measured, and compared when the score that is used is known
 * too, whichever comes first. Thread-safe.
 */
final class ShadowScore implements ScoreCallback {
  private final String variant;
  private final long timeMillis;
  private final VariantMeasurements measurements;
  private VariantKey key;
  private double own = Double.NaN;
  private double used = Double.NaN;

  ShadowScore(String variant, long timeMillis, VariantMeasurements measurements) {
    this.variant = variant;
    this.timeMillis = timeMillis;
    this.measurements = measurements;
  }

  @Override
  public synchronized void scored(double score, Answer answer) {
    key = VariantKey.of(variant, answer.modelVersion(), VariantKey.SHADOW);
    own = score;
    measurements.event(key, timeMillis, score, answer.millis(), false);
    compare();
  }

  @Override
  public void degraded(DegradedReason reason, double millis) {
    measurements.failed(VariantKey.of(variant, null, VariantKey.SHADOW));
  }

  /** The event was scored by a variant, and goes on with this score. */
  synchronized void used(double score) {
    used = score;
    compare();
  }

  private void compare() {
    if (!Double.isNaN(own) && !Double.isNaN(used)) {
      measurements.compared(key, own, used);
    }
  }
}
