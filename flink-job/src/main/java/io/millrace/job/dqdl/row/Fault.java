package io.millrace.job.dqdl.row;

/** A fault of one part of a rule. */
public final class Fault extends Exception {
  private static final long serialVersionUID = 1L;

  private final String expected;
  private final String got;
  private final String remedy;

  public Fault(String expected, String got, String remedy) {
    super("expected " + expected + ", got " + got + "; " + remedy);
    this.expected = expected;
    this.got = got;
    this.remedy = remedy;
  }

  public String expected() {
    return expected;
  }

  public String got() {
    return got;
  }

  /** What the author does about it. */
  public String remedy() {
    return remedy;
  }
}
