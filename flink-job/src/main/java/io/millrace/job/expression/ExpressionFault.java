package io.millrace.job.expression;

import java.util.Objects;

/** One fault of an expression: the position, what was expected and got, what to do. */
public final class ExpressionFault {
  private final int position;
  private final String expected;
  private final String got;
  private final String remedy;

  public ExpressionFault(int position, String expected, String got, String remedy) {
    this.position = position;
    this.expected = Objects.requireNonNull(expected);
    this.got = Objects.requireNonNull(got);
    this.remedy = Objects.requireNonNull(remedy);
  }

  /** Character of the expression at which the fault stands, counted from 0. */
  public int position() {
    return position;
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

  @Override
  public String toString() {
    return "character "
        + (position + 1)
        + ": expected "
        + expected
        + ", got "
        + got
        + "; "
        + remedy;
  }
}
