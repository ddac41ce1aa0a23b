package io.millrace.job.decode;

import io.millrace.job.event.DeadLetterReason;

/**
 * A record that does not follow its schema. Carries no stack trace: it is an outcome, and common.
 */
final class MalformedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final DeadLetterReason reason;

  MalformedRecordException(DeadLetterReason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  DeadLetterReason reason() {
    return reason;
  }
}
