package io.millrace.job.inference.endpoint;

import java.util.Objects;

/**
 * A request that brought no scores. The message says what the endpoint did (status, error code,
 * number of scores), never what was sent or answered: it goes to the log.
 */
public final class ScoringException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final DegradedReason reason;

  public ScoringException(DegradedReason reason, String message) {
    this(reason, message, null);
  }

  public ScoringException(DegradedReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason);
  }

  public DegradedReason reason() {
    return reason;
  }
}
