package io.millrace.job.dqdl;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/** An entry of {@code Analyzers}: metrics that every window reports, and no rule judges. */
public final class AnalyzerRule implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String text;
  private final List<Integer> metrics;

  AnalyzerRule(String text, List<Integer> metrics) {
    this.text = Objects.requireNonNull(text);
    this.metrics = List.copyOf(metrics);
  }

  /** The analyzer as written. */
  public String text() {
    return text;
  }

  /** Indices of its metrics. */
  public List<Integer> metrics() {
    return metrics;
  }

  @Override
  public String toString() {
    return text;
  }
}
