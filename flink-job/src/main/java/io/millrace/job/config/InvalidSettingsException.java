package io.millrace.job.config;

import java.util.List;

/** Settings with faults; the message lists every one, a line each. */
public final class InvalidSettingsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  InvalidSettingsException(String location, List<Problem> problems) {
    super(Problems.message(location, problems));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
