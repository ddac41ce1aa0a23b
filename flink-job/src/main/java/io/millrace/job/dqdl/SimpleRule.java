package io.millrace.job.dqdl;

import io.millrace.job.dqdl.row.Verdict;
import java.util.Objects;

/**
 * A rule that is not joined of others, as read. A row rule has a verdict, and where a window
 * answers it the threshold of its share; a window rule has a check.
 */
final class SimpleRule {
  private final String text;
  private final RuleType type;
  private final Action action;
  private final EventFilter filter;
  private final int column;
  private final Verdict verdict;
  private final Threshold threshold;
  private final Check check;

  private SimpleRule(
      String text,
      RuleType type,
      Action action,
      EventFilter filter,
      int column,
      Verdict verdict,
      Threshold threshold,
      Check check) {
    this.text = Objects.requireNonNull(text);
    this.type = type;
    this.action = action;
    this.filter = filter;
    this.column = column;
    this.verdict = verdict;
    this.threshold = threshold;
    this.check = check;
  }

  /**
   * @param action null when the rule names none
   * @param filter null when the rule is about every event
   * @param threshold null when the rule names none
   */
  static SimpleRule ofRow(
      String text,
      RuleType type,
      Action action,
      EventFilter filter,
      int column,
      Verdict verdict,
      Threshold threshold) {
    Verdict filtered =
        filter == null ? verdict : event -> !filter.accepts(event) || verdict.holds(event);
    return new SimpleRule(text, type, action, filter, column, filtered, threshold, null);
  }

  static SimpleRule ofWindow(String text, RuleType type, Action action, Check check) {
    return new SimpleRule(text, type, action, null, Metric.NONE, null, null, check);
  }

  String text() {
    return text;
  }

  RuleType type() {
    return type;
  }

  boolean isRow() {
    return verdict != null;
  }

  /** Null when the rule names none. */
  Action action() {
    return action;
  }

  /** Null when the rule is about every event. */
  EventFilter filter() {
    return filter;
  }

  /** Position of a row rule's column. */
  int column() {
    return column;
  }

  Verdict verdict() {
    return verdict;
  }

  /** Null when the rule names none. */
  Threshold threshold() {
    return threshold;
  }

  Check check() {
    return check;
  }
}
