package io.millrace.job.anomaly;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.FeatureStep.DerivedColumn;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Fills the anomaly scores of one {@code anomalies} step, each from the earlier events of its key.
 * A key's state is at most 16 KiB a score; it is forgotten when the watermark has passed the key's
 * newest event by {@link #SILENCE}.
 */
public final class ScoreAnomalies extends AbstractStreamOperator<Event>
    implements OneInputStreamOperator<Event, Event>, Triggerable<String, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "anomalies";

  /** A key that is silent for longer begins anew. */
  static final Duration SILENCE = Duration.ofDays(90);

  private static final int KEY_BYTES = 16 << 10;

  private static final ValueStateDescriptor<byte[]> DETECTORS =
      new ValueStateDescriptor<>(
          "detectors", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  private final PipelineFiles files;
  private final int step;

  private transient int entityColumn;
  private transient List<DerivedColumn> scores;
  private transient ValueState<byte[]> state;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient DataOutputSerializer out;

  private ScoreAnomalies(PipelineFiles files, int step) {
    this.files = files;
    this.step = step;
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  /**
   * Attaches the stage. Events of a key that come in the order of time are all scored.
   *
   * @param step index of the step in the pipeline's features
   * @param entity name of the entity's column; part of the operator's uid
   */
  public static SingleOutputStreamOperator<Event> attach(
      KeyedStream<Event, String> events,
      TypeInformation<Event> type,
      PipelineFiles files,
      int step,
      String entity) {
    String uid = UID + '-' + entity;
    return events.transform(uid, type, new ScoreAnomalies(files, step)).uid(uid);
  }

  @Override
  public void open() throws Exception {
    super.open();
    FeatureStep.Anomalies anomalies =
        (FeatureStep.Anomalies) Pipeline.of(files).features().get(step);
    entityColumn = anomalies.entityColumn();
    scores = anomalies.scores();
    state = getPartitionedState(DETECTORS);
    timers = getInternalTimerService("forget", VoidNamespaceSerializer.INSTANCE, this);
    out = new DataOutputSerializer(KEY_BYTES * scores.size());
  }

  @Override
  public void processElement(StreamRecord<Event> element) throws Exception {
    Event event = element.getValue();
    if (!event.isNull(entityColumn)) {
      byte[] bytes = state.value();
      KeyDetectors detectors = bytes == null ? new KeyDetectors(scores) : read(bytes);
      detectors.score(event);
      out.clear();
      detectors.write(out);
      state.update(out.getCopyOfBuffer());
      if (bytes == null) {
        forgetLater(detectors);
      }
    }
    output.collect(element);
  }

  private KeyDetectors read(byte[] bytes) throws IOException {
    return KeyDetectors.read(scores, new DataInputDeserializer(bytes));
  }

  private void forgetLater(KeyDetectors detectors) {
    timers.registerEventTimeTimer(VoidNamespace.INSTANCE, dueOf(detectors));
  }

  private static long dueOf(KeyDetectors detectors) {
    return detectors.newest() + SILENCE.toMillis();
  }

  /** The key's only timer: it forgets the key, or waits for the newest event that came since. */
  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    KeyDetectors detectors = read(state.value());
    if (dueOf(detectors) <= timer.getTimestamp()) {
      state.clear();
    } else {
      forgetLater(detectors);
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("keys are forgotten in event time");
  }
}
