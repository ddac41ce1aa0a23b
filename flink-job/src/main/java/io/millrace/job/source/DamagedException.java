package io.millrace.job.source;

import java.io.IOException;

/**
 * Part of a file is not as its format says. The message goes on where the part was named, and names
 * no content of the file.
 */
final class DamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedException(String message) {
    super(message);
  }

  DamagedException(String message, Throwable cause) {
    super(message, cause);
  }
}
