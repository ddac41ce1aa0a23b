package io.millrace.job.dqdl;

/** A fault found while a part of a rule is read; the rule's scope adds line and text. */
final class Fault extends Exception {
  private static final long serialVersionUID = 1L;

  private final String expected;
  private final String got;
  private final String remedy;

  Fault(String expected, String got, String remedy) {
    super("expected " + expected + ", got " + got + "; " + remedy);
    this.expected = expected;
    this.got = got;
    this.remedy = remedy;
  }

  DqdlFault at(int line, String rule) {
    return new DqdlFault(line, rule, expected, got, remedy);
  }
}
