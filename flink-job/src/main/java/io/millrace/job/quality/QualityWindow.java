package io.millrace.job.quality;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** State of one window and group while it can still change. A Flink POJO. */
public class QualityWindow {
  public static final TypeInformation<QualityWindow> TYPE = Types.POJO(QualityWindow.class);

  /** Hash of the ruleset that the states belong to. */
  public String rulesetHash;

  /** Revision of the next result. */
  public int revision;

  /** Whether events came since the last result. */
  public boolean changed;

  /** States of all window rules, in the ruleset's order. */
  public double[] states;

  public QualityWindow() {}

  QualityWindow(String rulesetHash, double[] states) {
    this.rulesetHash = rulesetHash;
    this.states = states;
  }
}
