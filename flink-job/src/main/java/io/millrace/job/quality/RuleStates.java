package io.millrace.job.quality;

import io.millrace.job.dqdl.WindowRule;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import java.util.List;

/**
 * The states of all window rules, one after another in an array of numbers, so that a window is one
 * array whatever the rules. Pure.
 */
final class RuleStates {
  private final WindowRule[] rules;
  private final int[] at;
  private final ColumnType[] types;
  private final int width;

  RuleStates(List<WindowRule> rules, Layout layout) {
    this.rules = rules.toArray(new WindowRule[0]);
    this.at = new int[this.rules.length];
    this.types = new ColumnType[this.rules.length];
    int next = 0;
    for (int i = 0; i < this.rules.length; i++) {
      at[i] = next;
      next += this.rules[i].analyzer().width();
      int column = this.rules[i].column();
      types[i] = column == WindowRule.NO_COLUMN ? null : layout.column(column).type();
    }
    this.width = next;
  }

  int rules() {
    return rules.length;
  }

  WindowRule rule(int i) {
    return rules[i];
  }

  /** States of a window without events. */
  double[] empty() {
    double[] states = new double[width];
    clear(states);
    return states;
  }

  void clear(double[] states) {
    for (int i = 0; i < rules.length; i++) {
      rules[i].analyzer().prepare(states, at[i]);
    }
  }

  void update(double[] states, Event event) {
    for (int i = 0; i < rules.length; i++) {
      WindowRule rule = rules[i];
      if (rule.rowRule() >= 0) {
        boolean kept = (event.brokenRules() & (1L << rule.rowRule())) == 0;
        rule.analyzer().update(states, at[i], true, kept ? 1 : 0);
      } else if (types[i] == null) {
        rule.analyzer().update(states, at[i], true, 0);
      } else if (event.isNull(rule.column())) {
        rule.analyzer().update(states, at[i], false, 0);
      } else {
        rule.analyzer().update(states, at[i], true, number(event, rule.column(), types[i]));
      }
    }
  }

  void merge(double[] into, double[] from) {
    for (int i = 0; i < rules.length; i++) {
      rules[i].analyzer().merge(into, at[i], from, at[i]);
    }
  }

  /** The metric of a rule; NaN when the window cannot answer. */
  double metric(int rule, double[] states) {
    return rules[rule].analyzer().finish(states, at[rule]);
  }

  private static double number(Event event, int column, ColumnType type) {
    switch (type) {
      case INT:
      case LONG:
        return event.getLong(column);
      case DOUBLE:
        return event.getDouble(column);
      case DECIMAL:
        return event.getDecimal(column).doubleValue();
      default:
        return 0;
    }
  }
}
