package io.millrace.job.inference;

import io.millrace.job.inference.endpoint.DegradedReason;

/** Takes what became of one event's request. Exactly one method is called, once, on any thread. */
interface ScoreCallback {
  /**
   * @param variant production variant that answered; null when it was not said
   * @param version version of its model; null when it was not said
   * @param millis from the first sending of the request to its answer
   */
  void scored(double score, String variant, String version, double millis);

  void degraded(DegradedReason reason, double millis);
}
