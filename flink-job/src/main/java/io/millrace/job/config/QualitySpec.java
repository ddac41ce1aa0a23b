package io.millrace.job.config;

import io.millrace.job.dqdl.Ruleset;
import java.time.Duration;
import java.util.List;

/** The ruleset and the event-time windows over which it is answered. */
public final class QualitySpec {
  private final Ruleset ruleset;
  private final Duration window;
  private final Duration allowedLateness;
  private final List<Integer> groupBy;
  private final List<QualityMeasure> measures;

  QualitySpec(
      Ruleset ruleset,
      Duration window,
      Duration allowedLateness,
      List<Integer> groupBy,
      List<QualityMeasure> measures) {
    this.ruleset = ruleset;
    this.window = window;
    this.allowedLateness = allowedLateness;
    this.groupBy = List.copyOf(groupBy);
    this.measures = List.copyOf(measures);
  }

  public Ruleset ruleset() {
    return ruleset;
  }

  /** Length of the tumbling windows, aligned to the epoch. */
  public Duration window() {
    return window;
  }

  /** How long after its end a window takes late events and appends a further revision. */
  public Duration allowedLateness() {
    return allowedLateness;
  }

  /** Columns whose values split a window into groups; empty: one group. */
  public List<Integer> groupBy() {
    return groupBy;
  }

  /** What each window measures beside the metrics of the ruleset. */
  public List<QualityMeasure> measures() {
    return measures;
  }
}
