package io.millrace.job.anomaly;

import io.millrace.job.cache.CachedKey;
import io.millrace.job.cache.KeyCache;
import io.millrace.job.config.FeatureStep.DerivedColumn;
import io.millrace.job.event.Event;
import io.millrace.udf.anomaly.AnomalyDetector;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * The detectors of one key, one for each score of the step, the event time that they have come to,
 * and which incidents last. On the heap, in front of the state backend. The rule of {@link
 * ScoreAnomalies}.
 */
final class KeyDetectors implements CachedKey {
  private static final int VERSION = 3;

  /** Scores by their places, not by what they mean. */
  private static final int PLACES = 2;

  /** Without incidents either. */
  private static final int SCORES_ALONE = 1;

  private static final int OBJECT_BYTES = 100;

  /** Hears of incidents: what is out of the ordinary, and when it is over. */
  interface Incidents {
    /** A point is strange; its detector tells what it was found by. */
    void strange(int score, double value, AnomalyDetector detector);

    /** For as many points as one incident lasts, none was strange. */
    void over(int score);
  }

  private final List<DerivedColumn> scores;

  /** What each score means; null for a series that nobody keeps. */
  private final long[] meanings;

  private final ValueState<byte[]> state;
  private final AnomalyDetector[] detectors;

  /** Points until the incident of a score is over; 0 when there is none. */
  private final int[] left;

  private long newest = Long.MIN_VALUE;
  private boolean changed;

  /**
   * Of the current key: what its state has, else the beginning of a series.
   *
   * @param meanings of each score a number that is another one when it comes to mean another thing;
   *     then its series begins anew
   */
  static KeyCache.Loader<KeyDetectors> loader(
      List<DerivedColumn> scores, long[] meanings, ValueState<byte[]> state) {
    return () -> {
      KeyDetectors detectors = new KeyDetectors(scores, meanings, state);
      byte[] bytes = state.value();
      if (bytes != null) {
        detectors.read(new DataInputDeserializer(bytes));
      }
      return detectors;
    };
  }

  /** Of a series that is scored again from its beginning, and that nobody keeps. */
  static KeyDetectors withoutState(List<DerivedColumn> scores) {
    return new KeyDetectors(scores, null, null);
  }

  private KeyDetectors(List<DerivedColumn> scores, long[] meanings, ValueState<byte[]> state) {
    this.scores = scores;
    this.meanings = meanings;
    this.state = state;
    this.detectors = new AnomalyDetector[scores.size()];
    this.left = new int[scores.size()];
    begin();
  }

  private void begin() {
    for (int i = 0; i < detectors.length; i++) {
      detectors[i] = new AnomalyDetector();
      left[i] = 0;
    }
    newest = Long.MIN_VALUE;
  }

  /**
   * Fills the scores of an event. An event older than one that was scored has none, and none of its
   * numbers is learned: points after it are known already. Nor has a number that is null or not
   * finite.
   *
   * @return whether it is the first of the key
   */
  boolean score(Event event, Incidents incidents) {
    boolean first = newest == Long.MIN_VALUE;
    boolean inOrder = event.timeMillis() >= newest;
    newest = Math.max(newest, event.timeMillis());
    changed = true;
    for (int i = 0; i < detectors.length; i++) {
      int column = scores.get(i).column();
      double score = Double.NaN;
      if (inOrder && scores.get(i).expression().evaluate(event)) {
        double number = scores.get(i).expression().doubleValue();
        score = detectors[i].score(event.timeMillis(), number);
        if (!Double.isNaN(score)) {
          event.setDouble(column, score);
          follow(i, number, incidents);
        }
      }
      if (Double.isNaN(score)) {
        event.setNull(column);
      }
    }
    return first;
  }

  private void follow(int i, double number, Incidents incidents) {
    if (detectors[i].anomaly() != null) {
      left[i] = AnomalyDetector.QUIET;
      incidents.strange(i, number, detectors[i]);
    } else if (left[i] > 0 && --left[i] == 0) {
      incidents.over(i);
    }
  }

  /** Event time of the newest event, milliseconds. */
  long newest() {
    return newest;
  }

  /** Forgets the key. */
  void clear() {
    state.clear();
    begin();
    changed = false;
  }

  @Override
  public long heapBytes() {
    return OBJECT_BYTES + (long) AnomalyDetector.HEAP_BYTES * detectors.length;
  }

  /** All of a key is used by each of its events: there is nothing to take off. */
  @Override
  public void trim() {}

  @Override
  public boolean isChanged() {
    return changed;
  }

  @Override
  public void write() throws IOException {
    if (changed) {
      DataOutputSerializer out = new DataOutputSerializer(AnomalyDetector.HEAP_BYTES);
      write(out);
      state.update(out.getCopyOfBuffer());
      changed = false;
    }
  }

  private void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(newest);
    out.writeByte(detectors.length);
    for (int i = 0; i < detectors.length; i++) {
      out.writeLong(meanings[i]);
      detectors[i].write(out);
      out.writeShort(left[i]);
    }
  }

  private void read(DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    if (version != VERSION && version != PLACES && version != SCORES_ALONE) {
      throw new IOException(
          "state of anomalies: expected a version up to "
              + VERSION
              + ", got "
              + version
              + "; restore it with the version of Millrace that wrote it, or a later one");
    }
    newest = in.readLong();
    int count = in.readUnsignedByte();
    if (version == VERSION) {
      readByMeaning(in, count);
      return;
    }
    if (count != detectors.length) {
      throw new IOException(
          "state of anomalies: expected "
              + detectors.length
              + " scores, got "
              + count
              + "; keep the scores of the item as they were until this version has seen each"
              + " series, or start without state");
    }
    for (int i = 0; i < count; i++) {
      detectors[i] = AnomalyDetector.read(in);
      left[i] = version == SCORES_ALONE ? 0 : in.readUnsignedShort();
    }
  }

  /** Scores that are new begin a series, and those that are gone are forgotten. */
  private void readByMeaning(DataInput in, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      long meaning = in.readLong();
      AnomalyDetector detector = AnomalyDetector.read(in);
      int until = in.readUnsignedShort();
      for (int score = 0; score < meanings.length; score++) {
        if (meanings[score] == meaning) {
          detectors[score] = detector;
          left[score] = until;
        }
      }
    }
  }
}
