package io.millrace.job.event;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * A ruleset that took the place of the pipeline's own while the job ran. Not to be changed: events
 * of one task share one. A Flink POJO.
 *
 * <p>An event that has crossed an exchange names its ruleset by version and hash alone: its text is
 * null there.
 */
public class RulesetVersion {
  public static final TypeInformation<RulesetVersion> TYPE = Types.POJO(RulesetVersion.class);

  /** Counted from 1; the pipeline's own is 0. A higher one came later. */
  public int version;

  /** First 16 hex digits of the SHA-256 of the text. */
  public String hash;

  /** DQDL, without faults when it was taken up; null where only the name has travelled. */
  public String text;

  public RulesetVersion() {}

  public RulesetVersion(int version, String hash, String text) {
    this.version = version;
    this.hash = hash;
    this.text = text;
  }

  /** Its number; 0 for null, which stands for the pipeline's own. */
  public static int number(RulesetVersion ruleset) {
    return ruleset == null ? 0 : ruleset.version;
  }

  /** Whether a ruleset came after another; null stands for the pipeline's own. */
  public static boolean isNewer(RulesetVersion ruleset, RulesetVersion than) {
    return ruleset != than && number(ruleset) > number(than);
  }
}
