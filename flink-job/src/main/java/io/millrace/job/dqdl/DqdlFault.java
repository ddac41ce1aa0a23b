package io.millrace.job.dqdl;

import io.millrace.job.dqdl.row.Fault;
import java.util.Objects;

/**
 * One fault of a ruleset: the line and rule it stands in, what was expected and got, what to do.
 */
public final class DqdlFault {
  private final int line;
  private final String rule;
  private final String expected;
  private final String got;
  private final String remedy;

  DqdlFault(int line, String rule, String expected, String got, String remedy) {
    this.line = line;
    this.rule = Objects.requireNonNull(rule);
    this.expected = Objects.requireNonNull(expected);
    this.got = Objects.requireNonNull(got);
    this.remedy = Objects.requireNonNull(remedy);
  }

  static DqdlFault of(int line, String rule, Fault fault) {
    return new DqdlFault(line, rule, fault.expected(), fault.got(), fault.remedy());
  }

  /** Line of the ruleset, counted from 1. */
  public int line() {
    return line;
  }

  /** The rule as written, or empty when the fault lies outside of any rule. */
  public String rule() {
    return rule;
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
    return "line "
        + line
        + (rule.isEmpty() ? "" : " (" + rule + ")")
        + ": expected "
        + expected
        + ", got "
        + got
        + "; "
        + remedy;
  }
}
