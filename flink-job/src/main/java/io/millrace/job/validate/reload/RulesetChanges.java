package io.millrace.job.validate.reload;

import io.millrace.job.dqdl.DqdlFault;
import io.millrace.job.dqdl.RulesetReader;
import io.millrace.job.event.RulesetVersion;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Decides what it means that a ruleset was read, or could not be: nothing new, a ruleset that takes
 * the place of the one before, or a refusal. Pure but for what it remembers.
 */
final class RulesetChanges {
  /** Failures in a row that are told: one may be a network that stumbles. */
  static final int FAILURES_TOLD = 3;

  /** What follows. */
  interface Consequences {
    /** A ruleset takes the place of the one before. */
    void takeUp(RulesetVersion ruleset, String insteadOf);

    /** A ruleset is refused; the one before stays. */
    void refuse(String hash, List<DqdlFault> faults);

    /** A ruleset that was refused is no longer there. */
    void withdraw(String hash);

    /** The location could not be read for {@value #FAILURES_TOLD} times. */
    void fail(String why);

    /** It can be read again. */
    void recover();
  }

  private final String ownHash;
  private final Function<RulesetVersion, List<DqdlFault>> check;
  private final RulesetWatch state;

  /**
   * @param ownHash of the pipeline's own ruleset
   * @param check the faults of a ruleset
   * @param state what is remembered; changed
   */
  RulesetChanges(
      String ownHash, Function<RulesetVersion, List<DqdlFault>> check, RulesetWatch state) {
    this.ownHash = ownHash;
    this.check = check;
    this.state = state;
  }

  /**
   * Looks at the ruleset that was active before a restart: the pipeline it is to check may be
   * another one since, and then its own ruleset is the active one.
   */
  void restart(Consequences then) {
    if (state.active == null) {
      return;
    }
    List<DqdlFault> faults = check.apply(state.active);
    if (!faults.isEmpty()) {
      String hash = state.active.hash;
      state.active = null;
      refuse(hash, faults, then);
    }
  }

  /** A ruleset was read. */
  void read(String text, Consequences then) {
    state.failures = 0;
    if (state.failing) {
      state.failing = false;
      then.recover();
    }
    String hash = RulesetReader.hash(text);
    if (hash.equals(activeHash())) {
      forgetRefused(then);
      return;
    }
    if (hash.equals(state.refused)) {
      return;
    }
    RulesetVersion next = new RulesetVersion(state.versions + 1, hash, text);
    List<DqdlFault> faults = check.apply(next);
    if (!faults.isEmpty()) {
      refuse(hash, faults, then);
      return;
    }
    forgetRefused(then);
    String before = activeHash();
    state.versions = next.version;
    state.active = next;
    then.takeUp(next, before);
  }

  /** It could not be read. */
  void fail(String why, Consequences then) {
    state.failures++;
    if (state.failures == FAILURES_TOLD && !state.failing) {
      state.failing = true;
      then.fail(why);
    }
  }

  /** Hash of the ruleset that is active. */
  String activeHash() {
    return state.active == null ? ownHash : state.active.hash;
  }

  private void refuse(String hash, List<DqdlFault> faults, Consequences then) {
    if (!Objects.equals(hash, state.refused)) {
      forgetRefused(then);
    }
    state.refused = hash;
    then.refuse(hash, faults);
  }

  private void forgetRefused(Consequences then) {
    if (state.refused != null) {
      then.withdraw(state.refused);
      state.refused = null;
    }
  }
}
