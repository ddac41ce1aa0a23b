package io.millrace.job.anomaly;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.event.Event;

/**
 * The anomaly scores of one key's events, computed again from the first: the rule of the stage,
 * without a stream. For one thread.
 */
public final class KeyScores {
  private final FeatureStep.Anomalies step;
  private KeyDetectors detectors;

  public KeyScores(FeatureStep.Anomalies step) {
    this.step = step;
    this.detectors = new KeyDetectors(step.scores());
  }

  /** Fills the scores of the key's next event, in the order in which the job took them. */
  public void score(Event event) {
    long newest = detectors.newest();
    if (newest != Long.MIN_VALUE
        && event.timeMillis() - newest > ScoreAnomalies.SILENCE.toMillis()) {
      detectors = new KeyDetectors(step.scores());
    }
    detectors.score(event);
  }
}
