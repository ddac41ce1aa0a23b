package io.millrace.job.inference.batch;

import io.millrace.job.inference.endpoint.DegradedReason;

/** Takes what became of one event's request. Exactly one method is called, once, on any thread. */
public interface ScoreCallback {
  /** A variant scored the event. */
  void scored(double score, Answer answer);

  /**
   * No variant scored the event.
   *
   * @param reason why the variant that should have did not
   * @param millis from the moment when its batch could leave until it was given up
   */
  void degraded(DegradedReason reason, double millis);
}
