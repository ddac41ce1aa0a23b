package io.millrace.job.quality.alert;

import io.millrace.record.Alert;
import io.millrace.record.QualityResult;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Folds the results of one rule and group into alerts: one when a window breaks the rule, a
 * reminder at most once in a while as further ones do, and one when a window keeps it again. Pure.
 *
 * <p>A further revision of a window counts as the same window. One of a window before that which
 * resolved the alert changes nothing: what it tells is over.
 */
public final class AlertFolding {
  static final String RAISED = "RAISED";
  static final String REMINDED = "REMINDED";
  static final String RESOLVED = "RESOLVED";
  static final String WARNING = "WARNING";
  static final String CRITICAL = "CRITICAL";

  /** Action of a rule whose alerts are critical. */
  private static final String FAIL = "fail";

  private final long remindAfter;

  /**
   * @param remindAfter time of the data from one alert of a rule that stays broken to the next
   */
  public AlertFolding(Duration remindAfter) {
    this.remindAfter = remindAfter.toMillis();
  }

  /** What all alerts of a rule and group share. */
  public static String key(QualityResult result) {
    return result.getPipeline() + " | " + result.getRule() + " | " + result.getGroupKey();
  }

  /**
   * Takes a result.
   *
   * @param state what is known of the rule and group, null when all is well; may be changed
   * @return what is known now, null when all is well
   */
  public AlertState fold(AlertState state, QualityResult result, Consumer<Alert> out) {
    long start = result.getWindowStart().toEpochMilli();
    if (result.getPassed()) {
      if (state != null && state.open && start >= state.last) {
        state.open = false;
        state.last = start;
        out.accept(alert(RESOLVED, state, result));
      }
      return state;
    }
    if (state != null && !state.open && start <= state.last) {
      return start < state.last ? state : raise(result, start, out);
    }
    if (state == null || !state.open) {
      return raise(result, start, out);
    }
    if (start != state.last) {
      state.windows++;
      state.since = Math.min(state.since, start);
      state.last = Math.max(state.last, start);
      if (start - state.told >= remindAfter) {
        state.told = start;
        out.accept(alert(REMINDED, state, result));
      }
    }
    return state;
  }

  private static AlertState raise(QualityResult result, long start, Consumer<Alert> out) {
    AlertState state = new AlertState();
    state.open = true;
    state.since = start;
    state.windows = 1;
    state.last = start;
    state.told = start;
    out.accept(alert(RAISED, state, result));
    return state;
  }

  private static Alert alert(String status, AlertState state, QualityResult result) {
    return Alert.newBuilder()
        .setAlertKey(key(result))
        .setPipeline(result.getPipeline())
        .setSeverity(FAIL.equals(result.getAction()) ? CRITICAL : WARNING)
        .setStatus(status)
        .setRule(result.getRule())
        .setMetric(result.getMetric())
        .setGroupKey(result.getGroupKey())
        .setWindowStart(result.getWindowStart())
        .setWindowEnd(result.getWindowEnd())
        .setValue(result.getValue())
        .setApproximate(Boolean.TRUE.equals(result.getApproximate()))
        .setLookedAt(result.getLookedAt() == null ? "" : result.getLookedAt())
        .setSince(Instant.ofEpochMilli(state.since))
        .setWindows(state.windows)
        .setRulesetHash(result.getRulesetHash())
        .build();
  }
}
