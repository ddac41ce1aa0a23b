package io.millrace.job.quality.silence;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** Events that came to a subtask within an interval. A Flink POJO. */
public class Arrivals {
  public static final TypeInformation<Arrivals> TYPE = Types.POJO(Arrivals.class);

  public long events;

  /** Ruleset that the last of them was judged by; null: the pipeline's own. */
  public String rulesetHash;

  public Arrivals() {}

  Arrivals(long events, String rulesetHash) {
    this.events = events;
    this.rulesetHash = rulesetHash;
  }
}
