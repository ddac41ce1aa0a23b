package io.millrace.job.config;

import io.millrace.job.dqdl.Ruleset;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The ruleset and the event-time windows over which it is answered. */
public final class QualitySpec {
  private final Ruleset ruleset;
  private final Duration window;
  private final Duration allowedLateness;
  private final List<Integer> groupBy;
  private final List<QualityMeasure> measures;
  private final QualitySpec drift;
  private final Duration remindAfter;
  private final Duration silenceAfter;

  QualitySpec(
      Ruleset ruleset,
      Duration window,
      Duration allowedLateness,
      List<Integer> groupBy,
      List<QualityMeasure> measures,
      QualitySpec drift,
      Duration remindAfter,
      Duration silenceAfter) {
    this.ruleset = ruleset;
    this.window = window;
    this.allowedLateness = allowedLateness;
    this.groupBy = List.copyOf(groupBy);
    this.measures = List.copyOf(measures);
    this.drift = drift;
    this.remindAfter = remindAfter;
    this.silenceAfter = silenceAfter;
  }

  /** The same under another ruleset: windows, groups, measures and drift stay. */
  public QualitySpec under(Ruleset other) {
    return new QualitySpec(
        other, window, allowedLateness, groupBy, measures, drift, remindAfter, silenceAfter);
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

  /** What windows of scored events measure: drift, over windows of their own. Empty: nothing. */
  public Optional<QualitySpec> drift() {
    return Optional.ofNullable(drift);
  }

  /** Time of the data from one alert of a rule that stays broken to the next. */
  public Duration remindAfter() {
    return remindAfter;
  }

  /** Time of the clock without an event that is told of a live stream. Empty: none is. */
  public Optional<Duration> silenceAfter() {
    return Optional.ofNullable(silenceAfter);
  }
}
