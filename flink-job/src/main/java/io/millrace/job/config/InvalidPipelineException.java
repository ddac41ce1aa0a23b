package io.millrace.job.config;

import java.util.List;
import java.util.stream.Collectors;

/** A pipeline folder with faults; the message lists every one, a line each. */
public final class InvalidPipelineException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public InvalidPipelineException(String location, List<Problem> problems) {
    super(
        location
            + ": "
            + problems.size()
            + (problems.size() == 1 ? " problem" : " problems")
            + problems.stream().map(p -> "\n  " + p).collect(Collectors.joining()));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
