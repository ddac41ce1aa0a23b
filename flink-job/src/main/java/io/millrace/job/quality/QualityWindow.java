package io.millrace.job.quality;

import io.millrace.job.event.RulesetVersion;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** State of one window of a group while it can still change. A Flink POJO. */
public class QualityWindow {
  public static final TypeInformation<QualityWindow> TYPE = Types.POJO(QualityWindow.class);

  /** Revision of the next result. */
  public int revision;

  /** Whether events came since the last result. */
  public boolean changed;

  /** Number of events in the statistics. */
  public long events;

  /** Ruleset that the statistics are of, and that answers the window. */
  public RulesetVersion ruleset;

  /** Which statistics they are; see {@link WindowStatistics#hash}. */
  public String statisticsHash;

  /**
   * Number of events in each of the statistics: fewer than all in those of rules that came later.
   */
  public long[] counted;

  /** As {@link WindowStatistics#write} gives them. */
  public byte[] statistics;

  /** Anomaly score of each metric, NaN where none is watched; null until it is answered first. */
  public double[] anomalyScores;

  /** What anomalies were found by, of each metric; null where it is none. */
  public String[] anomalyTexts;

  public QualityWindow() {}
}
