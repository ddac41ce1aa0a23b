package io.millrace.job.anomaly;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.event.Event;
import io.millrace.udf.anomaly.AnomalyDetector;

/**
 * The anomaly scores of one key's events, computed again from the first: the rule of the stage,
 * without a stream. For one thread.
 */
public final class KeyScores {
  /** What was out of the ordinary was told when the job saw it. */
  private static final KeyDetectors.Incidents NOBODY =
      new KeyDetectors.Incidents() {
        @Override
        public void strange(int score, double value, AnomalyDetector detector) {}

        @Override
        public void over(int score) {}
      };

  private final FeatureStep.Anomalies step;
  private KeyDetectors detectors;

  public KeyScores(FeatureStep.Anomalies step) {
    this.step = step;
    this.detectors = KeyDetectors.withoutState(step.scores());
  }

  /** Fills the scores of the key's next event, in the order in which the job took them. */
  public void score(Event event) {
    long newest = detectors.newest();
    if (newest != Long.MIN_VALUE
        && event.timeMillis() - newest > ScoreAnomalies.SILENCE.toMillis()) {
      detectors = KeyDetectors.withoutState(step.scores());
    }
    detectors.score(event, NOBODY);
  }
}
