package io.millrace.job.quality;

import io.millrace.job.dqdl.WindowValues;
import io.millrace.udf.quality.Estimate;

/**
 * The metrics of one window and group, beside those of the windows before it, as rules see them.
 */
final class AnsweredWindow implements WindowValues {

  private final long start;
  private final Estimate[] values;
  private final MetricHistory[] histories;
  private final int[] lookBack;
  private final double[] anomalyScores;
  private final String[] anomalyTexts;
  private final long[] counted;

  /**
   * @param histories of each metric, null where no rule looks back; what they hold of this window
   *     and later ones is not seen
   * @param lookBack how many earlier values of each metric rules see at most
   * @param window what is known of anomalies in it
   * @param counted events that each value is of
   */
  AnsweredWindow(
      long start,
      Estimate[] values,
      MetricHistory[] histories,
      int[] lookBack,
      QualityWindow window,
      long[] counted) {
    this.start = start;
    this.values = values;
    this.histories = histories;
    this.lookBack = lookBack;
    this.anomalyScores = window.anomalyScores;
    this.anomalyTexts = window.anomalyTexts;
    this.counted = counted;
  }

  /** Events that a value is of; fewer than all when a rule came while the window was open. */
  long counted(int metric) {
    return counted[metric];
  }

  Estimate estimate(int metric) {
    return values[metric];
  }

  /** Score of a metric that is watched for anomalies, NaN of others. */
  double anomalyScore(int metric) {
    return anomalyScores[metric];
  }

  /** What an anomaly was found by; null when the metric is none. */
  String anomalyText(int metric) {
    return anomalyTexts == null ? null : anomalyTexts[metric];
  }

  @Override
  public double value(int metric) {
    return values[metric].value();
  }

  @Override
  public int earlierCount(int metric) {
    return histories[metric] == null
        ? 0
        : Math.min(lookBack[metric], histories[metric].before(start));
  }

  @Override
  public double earlier(int metric, int back) {
    if (back < 0 || back >= earlierCount(metric)) {
      throw new IndexOutOfBoundsException(
          "expected an earlier window from 0 to before "
              + earlierCount(metric)
              + " of metric "
              + metric
              + ", got "
              + back);
    }
    return histories[metric].values[histories[metric].before(start) - 1 - back];
  }

  @Override
  public boolean isAnomalous(int metric) {
    return WatchedMetrics.isAnomalous(anomalyScores[metric]);
  }
}
