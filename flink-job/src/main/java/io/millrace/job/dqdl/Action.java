package io.millrace.job.dqdl;

import java.util.Locale;
import java.util.Optional;

/** What a broken rule leads to; {@code with action = "…"} names it. */
public enum Action {
  /** It is counted and told, nothing more. What a rule on windows does, if it says nothing. */
  WARN,

  /** The event goes aside. What a rule on events does, if it says nothing. */
  QUARANTINE,

  /**
   * As {@link #QUARANTINE} where the rule is on events, and a window that breaks it is critical.
   */
  FAIL;

  /** Whether an event that breaks such a rule goes aside. */
  public boolean quarantines() {
    return this != WARN;
  }

  static Optional<Action> of(String dqdl) {
    for (Action action : values()) {
      if (action.toString().equals(dqdl)) {
        return Optional.of(action);
      }
    }
    return Optional.empty();
  }

  /** As written in DQDL. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
