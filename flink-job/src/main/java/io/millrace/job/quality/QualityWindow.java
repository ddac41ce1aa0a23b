package io.millrace.job.quality;

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

  /** Which statistics they are; see {@link WindowStatistics#hash}. */
  public String statisticsHash;

  /** As {@link WindowStatistics#write} gives them. */
  public byte[] statistics;

  /** Ruleset by which the window was answered first; null before. */
  public String rulesetHash;

  /** Anomaly score of each metric of that ruleset, NaN where none is watched. */
  public double[] anomalyScores;

  public QualityWindow() {}
}
