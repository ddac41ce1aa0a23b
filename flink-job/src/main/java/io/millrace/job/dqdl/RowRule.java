package io.millrace.job.dqdl;

import io.millrace.job.dqdl.row.Verdict;
import io.millrace.job.event.Event;
import java.util.Objects;

/**
 * A rule that each event keeps or breaks by itself. Pure: the same event, the same verdict. Belongs
 * to one thread.
 */
public final class RowRule {
  private final String text;
  private final Action action;
  private final boolean part;
  private final Verdict verdict;

  private RowRule(String text, Action action, boolean part, Verdict verdict) {
    this.text = Objects.requireNonNull(text);
    this.action = Objects.requireNonNull(action);
    this.part = part;
    this.verdict = Objects.requireNonNull(verdict);
  }

  static RowRule of(String text, Action action, Verdict verdict) {
    return new RowRule(text, action, false, verdict);
  }

  /** A part of a rule that only a window answers: it is counted, and has no consequence. */
  static RowRule part(String text, Verdict verdict) {
    return new RowRule(text, Action.WARN, true, verdict);
  }

  /** The rule as written in the ruleset. */
  public String text() {
    return text;
  }

  /** What follows when an event breaks the rule. */
  public Action action() {
    return action;
  }

  /**
   * Whether it is only a part of a rule that no event breaks by itself, such as {@code (RowCount >
   * 0) and (IsComplete "x")}.
   */
  public boolean isPart() {
    return part;
  }

  /** Whether the event keeps the rule; an event that the rule is not about does. */
  public boolean holds(Event event) {
    return verdict.holds(event);
  }

  @Override
  public String toString() {
    return text;
  }
}
