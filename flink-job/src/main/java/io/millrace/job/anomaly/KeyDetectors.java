package io.millrace.job.anomaly;

import io.millrace.job.config.FeatureStep.DerivedColumn;
import io.millrace.job.event.Event;
import io.millrace.udf.anomaly.AnomalyDetector;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * The detectors of one key, one for each score of the step, and the event time that they have come
 * to. The rule of {@link ScoreAnomalies}.
 */
final class KeyDetectors {
  private static final int VERSION = 1;

  private final List<DerivedColumn> scores;
  private final AnomalyDetector[] detectors;
  private long newest = Long.MIN_VALUE;

  KeyDetectors(List<DerivedColumn> scores) {
    this.scores = scores;
    this.detectors = new AnomalyDetector[scores.size()];
    for (int i = 0; i < detectors.length; i++) {
      detectors[i] = new AnomalyDetector();
    }
  }

  /**
   * Fills the scores of an event. An event older than one that was scored has none, and none of its
   * numbers is learned: points after it are known already. Nor has a number that is null or not
   * finite.
   */
  void score(Event event) {
    boolean inOrder = event.timeMillis() >= newest;
    newest = Math.max(newest, event.timeMillis());
    for (int i = 0; i < detectors.length; i++) {
      int column = scores.get(i).column();
      double score = Double.NaN;
      if (inOrder && scores.get(i).expression().evaluate(event)) {
        double number = scores.get(i).expression().doubleValue();
        score = detectors[i].score(event.timeMillis(), number);
      }
      if (Double.isNaN(score)) {
        event.setNull(column);
      } else {
        event.setDouble(column, score);
      }
    }
  }

  /** Event time of the newest event, milliseconds. */
  long newest() {
    return newest;
  }

  void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(newest);
    out.writeByte(detectors.length);
    for (AnomalyDetector detector : detectors) {
      detector.write(out);
    }
  }

  static KeyDetectors read(List<DerivedColumn> scores, DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException(
          "state of anomalies: expected version "
              + VERSION
              + ", got "
              + version
              + "; restore it with the version of Millrace that wrote it, or a later one");
    }
    KeyDetectors read = new KeyDetectors(scores);
    read.newest = in.readLong();
    int count = in.readUnsignedByte();
    if (count != read.detectors.length) {
      throw new IOException(
          "state of anomalies: expected "
              + read.detectors.length
              + " scores, got "
              + count
              + "; keep the scores of the item as they were, or start without state");
    }
    for (int i = 0; i < count; i++) {
      read.detectors[i] = AnomalyDetector.read(in);
    }
    return read;
  }
}
