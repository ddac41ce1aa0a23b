package io.millrace.job.dqdl;

import io.millrace.job.event.Event;

/** A row rule on one column: a verdict for null, and a check of any other value. */
final class ColumnRule implements RowRule {

  /** A check of a column that is not null in the event. */
  interface Check {
    boolean holds(Event event, int column);
  }

  private final String text;
  private final String metric;
  private final int column;
  private final boolean holdsForNull;
  private final Check check;

  ColumnRule(String text, String metric, int column, boolean holdsForNull, Check check) {
    this.text = text;
    this.metric = metric;
    this.column = column;
    this.holdsForNull = holdsForNull;
    this.check = check;
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public String metric() {
    return metric;
  }

  @Override
  public boolean holds(Event event) {
    return event.isNull(column) ? holdsForNull : check.holds(event, column);
  }

  @Override
  public String toString() {
    return text;
  }
}
