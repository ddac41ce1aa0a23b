package io.millrace.job.dqdl;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** A rule that a window of events keeps or breaks: metrics and what must hold of them. */
public final class WindowRule implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String text;
  private final int line;
  private final Action action;
  private final boolean row;
  private final Check check;
  private final List<Integer> metrics;

  WindowRule(String text, int line, Action action, boolean row, Check check) {
    this.text = Objects.requireNonNull(text);
    this.line = line;
    this.action = Objects.requireNonNull(action);
    this.row = row;
    this.check = Objects.requireNonNull(check);
    Set<Integer> read = new LinkedHashSet<>();
    check.metrics(read);
    this.metrics = List.copyOf(read);
  }

  /** The rule as written in the ruleset. */
  public String text() {
    return text;
  }

  /** Line of the ruleset, counted from 1. */
  public int line() {
    return line;
  }

  /** What follows when the rule is broken. */
  public Action action() {
    return action;
  }

  /** Whether each event keeps or breaks the rule by itself, too. */
  public boolean isRow() {
    return row;
  }

  /** Indices of the metrics that the rule reads, in the order written; one unless it is joined. */
  public List<Integer> metrics() {
    return metrics;
  }

  /** Whether the window keeps the rule. A rule that the window cannot answer does not hold. */
  public boolean holds(WindowValues window) {
    return check.holds(window);
  }

  int lookBack(int metric) {
    return check.lookBack(metric);
  }

  boolean watches(int metric) {
    return check.watches(metric);
  }

  @Override
  public String toString() {
    return text;
  }
}
