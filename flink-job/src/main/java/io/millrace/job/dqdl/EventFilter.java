package io.millrace.job.dqdl;

import io.millrace.job.event.Event;
import io.millrace.job.event.RowExpression;

/** A {@code where} clause: the events that a rule is about. Belongs to one thread. */
public final class EventFilter {
  private final String text;
  private final RowExpression condition;

  EventFilter(String text, RowExpression condition) {
    this.text = text;
    this.condition = condition;
  }

  /** The clause as written. */
  public String text() {
    return text;
  }

  /** Whether the rule is about the event. As in SQL, a condition that is null is not met. */
  public boolean accepts(Event event) {
    return condition.evaluate(event) && condition.longValue() != 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
