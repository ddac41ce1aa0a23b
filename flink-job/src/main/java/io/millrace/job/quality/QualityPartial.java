package io.millrace.job.quality;

import io.millrace.job.event.RulesetVersion;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * What one subtask saw of a window and group: the statistics of some of its events. A Flink POJO.
 */
public class QualityPartial {
  public static final TypeInformation<QualityPartial> TYPE = Types.POJO(QualityPartial.class);

  /** First millisecond of the window. */
  public long windowStart;

  /** Text of the group; empty when the pipeline groups by nothing. */
  public String groupKey;

  /** Number of events in the statistics. */
  public long events;

  /** Ruleset that the events were judged by. */
  public RulesetVersion ruleset;

  /** As {@link WindowStatistics#write} gives them. */
  public byte[] statistics;

  public QualityPartial() {}

  QualityPartial(
      long windowStart, String groupKey, long events, RulesetVersion ruleset, byte[] statistics) {
    this.windowStart = windowStart;
    this.groupKey = groupKey;
    this.events = events;
    this.ruleset = ruleset;
    this.statistics = statistics;
  }
}
