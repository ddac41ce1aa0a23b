package io.millrace.job.dqdl.row;

import io.millrace.job.event.Event;

/** What an event must meet. Pure, but of one thread: it may keep a matcher. */
public interface Verdict {
  /** Whether the event meets it. */
  boolean holds(Event event);

  /** What an event must meet that meets both, or any. */
  static Verdict joined(boolean all, Verdict left, Verdict right) {
    return all
        ? event -> left.holds(event) && right.holds(event)
        : event -> left.holds(event) || right.holds(event);
  }
}
