package io.millrace.job.inference.endpoint;

/**
 * Why an event has no score of the variant that should have scored it. The names are written to the
 * column {@code degraded_reason}: an entry may be added, never renamed.
 */
public enum DegradedReason {
  /** No answer within the time that a request, or a batch in all, may take. */
  TIMEOUT(false),
  /** The endpoint refused for its load, and went on refusing. */
  THROTTLED(true),
  /** The endpoint, its model container or the way to it failed. */
  UNAVAILABLE(true),
  /** The answer was not one finite number for each event. */
  BAD_RESPONSE(false),
  /** Too many requests to the variant failed lately, so that it was not asked. */
  CIRCUIT_OPEN(false),
  /** The endpoint refused the request for its size, even with this event alone. */
  TOO_LARGE(false),
  /** The variant's model was made for other inputs than the pipeline's. */
  OTHER_INPUTS(false),
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
