package io.millrace.job.dqdl;

import io.millrace.job.event.Event;

/** A rule that each event keeps or breaks by itself. Pure: the same event, the same verdict. */
public interface RowRule {
  /** The rule as written in the ruleset. */
  String text();

  /** Metric name of the share of events that keep the rule, in Glue Data Quality's form. */
  String metric();

  /** Whether the event keeps the rule. */
  boolean holds(Event event);
}
