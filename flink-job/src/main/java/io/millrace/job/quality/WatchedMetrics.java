package io.millrace.job.quality;

import io.millrace.job.dqdl.Metric;
import io.millrace.udf.anomaly.AnomalyDetector;
import io.millrace.udf.quality.Estimate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.api.common.state.MapState;

/**
 * Scores the metrics that a rule watches for anomalies, each from the windows of its group that
 * were answered before. A window is scored once, when it is first answered: a revision of it
 * changes neither its score nor what was learnt.
 */
final class WatchedMetrics {
  private final Metric[] metrics;
  private final boolean[] watched;

  /** A detector for each metric, by the metric's key. */
  private final MapState<String, byte[]> detectors;

  WatchedMetrics(Metric[] metrics, boolean[] watched, MapState<String, byte[]> detectors) {
    this.metrics = metrics;
    this.watched = watched;
    this.detectors = detectors;
  }

  /**
   * Scores a window, and learns it: the score of each metric, NaN where none is watched or known,
   * and what anomalies were found by.
   *
   * @param start of the window, milliseconds since the epoch
   */
  void score(long start, Estimate[] values, QualityWindow window) throws Exception {
    double[] scores = new double[metrics.length];
    String[] texts = new String[metrics.length];
    Arrays.fill(scores, Double.NaN);
    for (int i = 0; i < metrics.length; i++) {
      if (watched[i]) {
        byte[] state = detectors.get(metrics[i].key());
        AnomalyDetector detector = state == null ? new AnomalyDetector() : read(state);
        scores[i] = detector.score(start, values[i].value());
        texts[i] = isAnomalous(scores[i]) ? detector.anomaly().text() : null;
        detectors.put(metrics[i].key(), write(detector));
      }
    }
    window.anomalyScores = scores;
    window.anomalyTexts = texts;
  }

  static boolean isAnomalous(double score) {
    return score > AnomalyDetector.ALARM;
  }

  private static AnomalyDetector read(byte[] state) throws IOException {
    return AnomalyDetector.read(new DataInputStream(new ByteArrayInputStream(state)));
  }

  private static byte[] write(AnomalyDetector detector) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    detector.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
