package io.millrace.job.config;

import io.millrace.job.dqdl.DqdlFault;
import io.millrace.job.expression.ExpressionFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Collects faults, so that all are reported together. */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  public void add(String where, String expected, String got, String remedy) {
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

  /** What is told of a location when there is any fault; empty when there is none. */
  public Optional<String> message(String location) {
    return found.isEmpty() ? Optional.empty() : Optional.of(message(location, found));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** The faults of a location, the first line counting them, each further one telling one. */
  static String message(String location, List<Problem> problems) {
    return location
        + ": "
        + problems.size()
        + (problems.size() == 1 ? " problem" : " problems")
        + problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining());
  }

  /** As {@link #throwIfAny}, of settings. */
  void throwIfAnySetting(String location) {
    if (!found.isEmpty()) {
      throw new InvalidSettingsException(location, found);
    }
  }

  /**
   * Ends the reading of a pipeline if there is any fault.
   *
   * @param location what was read, for the message
   */
  void throwIfAny(String location) {
    if (!found.isEmpty()) {
      throw new InvalidPipelineException(location, found);
    }
  }
}
