package io.millrace.job.dqdl.row;

import io.millrace.job.event.Event;

/** What one column of an event must meet: a verdict for null, and a check of any other value. */
final class ColumnVerdict implements Verdict {

  /** A check of a column that is not null in the event. */
  interface Check {
    boolean holds(Event event, int column);
  }

  private final int column;
  private final boolean holdsForNull;
  private final Check check;

  ColumnVerdict(int column, boolean holdsForNull, Check check) {
    this.column = column;
    this.holdsForNull = holdsForNull;
    this.check = check;
  }

  @Override
  public boolean holds(Event event) {
    return event.isNull(column) ? holdsForNull : check.holds(event, column);
  }
}
