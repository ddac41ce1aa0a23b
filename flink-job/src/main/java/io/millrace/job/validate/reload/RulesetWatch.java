package io.millrace.job.validate.reload;

import io.millrace.job.event.RulesetVersion;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** What {@link WatchRuleset} remembers across a restart. A Flink POJO. */
public class RulesetWatch {
  public static final TypeInformation<RulesetWatch> TYPE = Types.POJO(RulesetWatch.class);

  /** The ruleset taken up last; null: the pipeline's own. */
  public RulesetVersion active;

  /** Rulesets that were taken up so far. */
  public int versions;

  /** Hash of the ruleset that is there and was refused; null when none was. */
  public String refused;

  /** Failures to read it, in a row. */
  public int failures;

  /** Whether it was told that it cannot be read. */
  public boolean failing;

  public RulesetWatch() {}
}
