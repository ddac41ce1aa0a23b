package io.millrace.cli.replay;

/**
 * A rule with the action {@code fail} was broken, and the run stopped with a savepoint. What it
 * wrote until then is loaded.
 */
public final class StoppedByRuleException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient AlertReport alerts;

  StoppedByRuleException(AlertReport alerts) {
    super("a rule with the action fail was broken");
    this.alerts = alerts;
  }

  /** What was raised until then. */
  AlertReport alerts() {
    return alerts;
  }
}
