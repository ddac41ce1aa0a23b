package io.millrace.cli;

/**
 * A failure that the user can mend: a missing file, a bad option, a port in use. The message is one
 * sentence saying what is wrong and what to do; it is all that the user sees.
 */
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserException(String message) {
    super(message);
  }

  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}
