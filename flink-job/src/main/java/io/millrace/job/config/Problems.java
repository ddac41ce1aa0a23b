package io.millrace.job.config;

import io.millrace.job.dqdl.DqdlFault;
import io.millrace.job.expression.ExpressionFault;
import java.util.ArrayList;
import java.util.List;

/** Collects faults, so that all are reported together. */
final class Problems {
  private final List<Problem> found = new ArrayList<>();

  void add(String where, String expected, String got, String remedy) {
    found.add(new Problem(where, expected, got, remedy));
  }

  /** A fault of an expression that stands at {@code where}. */
  void add(String where, ExpressionFault fault) {
    add(
        where,
        fault.expected(),
        fault.got() + " at character " + (fault.position() + 1),
        fault.remedy());
  }

  /** A fault of a ruleset that stands at {@code where}. */
  void add(String where, DqdlFault fault) {
    add(where, fault.expected(), fault.got(), fault.remedy());
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * Ends the reading if there is any fault.
   *
   * @param location what was read, for the message
   */
  void throwIfAny(String location) {
    if (!found.isEmpty()) {
      throw new InvalidPipelineException(location, found);
    }
  }
}
