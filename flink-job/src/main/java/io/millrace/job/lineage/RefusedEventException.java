package io.millrace.job.lineage;

import java.io.IOException;

/** A receiver that is there will never take this event: sending it again is of no use. */
public final class RefusedEventException extends IOException {
  private static final long serialVersionUID = 1L;

  public RefusedEventException(String message, Throwable cause) {
    super(message, cause);
  }
}
