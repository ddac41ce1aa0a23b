package io.millrace.job.dqdl;

import io.millrace.udf.quality.Analyzer;
import java.util.Objects;
import java.util.function.DoublePredicate;

/** A rule that a window of events keeps or breaks: a metric and the condition on it. */
public final class WindowRule {
  /** The metric takes no column: every event counts. */
  public static final int NO_COLUMN = -1;

  private final String text;
  private final String metric;
  private final Analyzer analyzer;
  private final int column;
  private final int rowRule;
  private final DoublePredicate condition;

  private WindowRule(
      String text,
      String metric,
      Analyzer analyzer,
      int column,
      int rowRule,
      DoublePredicate condition) {
    this.text = Objects.requireNonNull(text);
    this.metric = Objects.requireNonNull(metric);
    this.analyzer = Objects.requireNonNull(analyzer);
    this.column = column;
    this.rowRule = rowRule;
    this.condition = Objects.requireNonNull(condition);
  }

  /** A rule on a metric of a column, or of the whole window with {@link #NO_COLUMN}. */
  public static WindowRule of(
      String text, String metric, Analyzer analyzer, int column, DoublePredicate condition) {
    return new WindowRule(text, metric, analyzer, column, -1, condition);
  }

  /** What a window answers for a row rule: the share of its events that keep it. */
  public static WindowRule ofRowRule(
      RowRule rule, int index, Analyzer share, DoublePredicate condition) {
    return new WindowRule(rule.text(), rule.metric(), share, NO_COLUMN, index, condition);
  }

  /** The rule as written in the ruleset. */
  public String text() {
    return text;
  }

  /** Metric name in Glue Data Quality's form, e.g. {@code Column.amount.Completeness}. */
  public String metric() {
    return metric;
  }

  public Analyzer analyzer() {
    return analyzer;
  }

  /** Column that the analyzer sees, or {@link #NO_COLUMN}. */
  public int column() {
    return column;
  }

  /** Index of the row rule whose verdict (1 kept, 0 broken) the analyzer sees, or -1. */
  public int rowRule() {
    return rowRule;
  }

  /** Whether the window keeps the rule when its metric has this value. */
  public boolean holds(double value) {
    return condition.test(value);
  }
}
