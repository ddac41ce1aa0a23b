package io.millrace.job.quality;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * What one subtask saw of a window and group: the states of the window rules over some of its
 * events. A Flink POJO.
 */
public class QualityPartial {
  public static final TypeInformation<QualityPartial> TYPE = Types.POJO(QualityPartial.class);

  /** First millisecond of the window. */
  public long windowStart;

  /** Text of the group; empty when the pipeline groups by nothing. */
  public String groupKey;

  /** Number of events in the states. */
  public long events;

  /** States of all window rules, in the ruleset's order. */
  public double[] states;

  public QualityPartial() {}

  QualityPartial(long windowStart, String groupKey, long events, double[] states) {
    this.windowStart = windowStart;
    this.groupKey = groupKey;
    this.events = events;
    this.states = states;
  }
}
