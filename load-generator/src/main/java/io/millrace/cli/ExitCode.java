package io.millrace.cli;

/** What the exit code of every command says. */
public final class ExitCode {
  /** The command did what it was asked. */
  public static final int OK = 0;

  /** It ran to its end and something it checks does not hold, e.g. the books do not balance. */
  public static final int CHECK_FAILED = 1;

  /** The command line or its input is wrong; one sentence says what and what to do. */
  public static final int USAGE = 2;

  /** It failed in a way nobody foresaw; the log has the whole story. */
  public static final int FAILURE = 3;

  static final String OK_TEXT = OK + ":done";
  static final String CHECK_FAILED_TEXT = CHECK_FAILED + ":ran, but a check failed";
  static final String USAGE_TEXT = USAGE + ":wrong usage or bad input";
  static final String FAILURE_TEXT = FAILURE + ":unexpected failure; the log says why";

  private ExitCode() {}
}
