package io.millrace.job.inference.endpoint;

/**
 * Why an event has no score of the model. The names are written to the column {@code
 * degraded_reason}: an entry may be added, never renamed.
 */
public enum DegradedReason {
  /** No answer within the time a request may take. */
  TIMEOUT(false),
  /** The endpoint refused for its load, and went on refusing. */
  THROTTLED(true),
  /** The endpoint, its model container or the way to it failed. */
  UNAVAILABLE(true),
  /** The answer was not one finite number for each event. */
  BAD_RESPONSE(false),
  /** The endpoint refused the request itself: no such endpoint, variant or right, or bad input. */
  REJECTED(false),
  /** Millrace failed to prepare the request. */
  INTERNAL(false);

  private final boolean transientFault;

  DegradedReason(boolean transientFault) {
    this.transientFault = transientFault;
  }

  /** True when the same request may succeed a little later. */
  public boolean isTransient() {
    return transientFault;
  }
}
