package io.millrace.job.validate.reload;

import io.millrace.job.dqdl.DqdlFault;
import io.millrace.job.event.RulesetVersion;
import io.millrace.record.QualityResult;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What became of a ruleset, as results of quality at a moment of the clock, so that it is appended,
 * alerted and folded as any other. Pure.
 */
final class RulesetResults {
  /** Metric of a ruleset: its faults. */
  static final String FAULTS = "Ruleset.*.Faults";

  /** Metric of the place: failures to read it, in a row. */
  static final String FAILURES = "Ruleset.*.ReadFailures";

  /** Characters of {@code looked_at} that a warehouse takes. */
  private static final int MOST_TEXT = 1_000;

  private final String pipeline;
  private final String location;
  private final Instant now;

  RulesetResults(String pipeline, String location, long nowMillis) {
    this.pipeline = pipeline;
    this.location = location;
    this.now = Instant.ofEpochMilli(nowMillis);
  }

  QualityResult takenUp(RulesetVersion ruleset, String insteadOf) {
    String text = "version " + ruleset.version + ", in the place of ruleset " + insteadOf;
    return ofRuleset(ruleset.hash, 0, true, text, ruleset.hash);
  }

  QualityResult refused(String hash, List<DqdlFault> faults, String activeHash) {
    String told = faults.stream().map(DqdlFault::toString).collect(Collectors.joining(" | "));
    String text = "ruleset " + activeHash + " stays active: " + told;
    return ofRuleset(hash, faults.size(), false, text, activeHash);
  }

  QualityResult withdrawn(String hash, String activeHash) {
    return ofRuleset(hash, 0, true, "it is no longer there", activeHash);
  }

  QualityResult unreadable(String why, String activeHash) {
    String text = "ruleset " + activeHash + " stays active: " + why;
    return result(readRule(), FAILURES, RulesetChanges.FAILURES_TOLD, false, text, activeHash);
  }

  QualityResult readable(String activeHash) {
    return result(readRule(), FAILURES, 0, true, "it was read", activeHash);
  }

  private QualityResult ofRuleset(
      String hash, int faults, boolean passed, String text, String activeHash) {
    String rule = "ruleset " + hash + " of " + location + " has no fault";
    return result(rule, FAULTS, faults, passed, text, activeHash);
  }

  private String readRule() {
    return "ruleset of " + location + " can be read";
  }

  private QualityResult result(
      String rule, String metric, double value, boolean passed, String text, String activeHash) {
    return QualityResult.newBuilder()
        .setPipeline(pipeline)
        .setWindowStart(now)
        .setWindowEnd(now)
        .setGroupKey("")
        .setRule(rule)
        .setMetric(metric)
        .setValue(value)
        .setPassed(passed)
        .setRevision(0)
        .setRulesetHash(activeHash)
        .setLookedAt(text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "…")
        .build();
  }
}
