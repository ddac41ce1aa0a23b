package io.millrace.job.anomaly;

import io.millrace.job.cache.KeyCache;
import io.millrace.job.config.ColumnMeaning;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.record.QualityResult;
import io.millrace.udf.scalar.Hash;
import java.time.Duration;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.state.StateSnapshotContext;
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
import org.apache.flink.util.OutputTag;

/**
 * Fills the anomaly scores of one {@code anomalies} step, each from the earlier events of its key,
 * and tells of incidents, as results of quality in {@link #RESULTS}. A key's state is at most 16
 * KiB a score; it is forgotten when the watermark has passed the key's newest event by {@link
 * #SILENCE}. The keys in use stand on the heap, up to {@link #CACHE_BYTES} in a subtask.
 */
public final class ScoreAnomalies extends AbstractStreamOperator<Event>
    implements OneInputStreamOperator<Event, Event>, Triggerable<String, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "anomalies";

  /** A key that is silent for longer begins anew. */
  static final Duration SILENCE = Duration.ofDays(90);

  /** Heap of the keys in use, for each subtask: some 4,000 with one score. */
  static final long CACHE_BYTES = 64L << 20;

  /** Points that were strange, and the end of it. */
  public static final OutputTag<QualityResult> RESULTS =
      new OutputTag<>("anomaly-results", new AvroTypeInfo<>(QualityResult.class));

  private static final ValueStateDescriptor<byte[]> DETECTORS =
      new ValueStateDescriptor<>(
          "detectors", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  private final PipelineFiles files;
  private final int step;
  private final long cacheBytes;

  private transient int entityColumn;
  private transient KeyCache<KeyDetectors> keys;
  private transient AnomalyResults results;
  private transient InternalTimerService<VoidNamespace> timers;

  private ScoreAnomalies(PipelineFiles files, int step, long cacheBytes) {
    this.files = files;
    this.step = step;
    this.cacheBytes = cacheBytes;
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
    return attach(events, type, files, step, entity, CACHE_BYTES);
  }

  /**
   * Attaches the stage with another bound.
   *
   * @param cacheBytes heap of the keys in use
   */
  static SingleOutputStreamOperator<Event> attach(
      KeyedStream<Event, String> events,
      TypeInformation<Event> type,
      PipelineFiles files,
      int step,
      String entity,
      long cacheBytes) {
    String uid = UID + '-' + entity;
    return events.transform(uid, type, new ScoreAnomalies(files, step, cacheBytes)).uid(uid);
  }

  @Override
  public void open() throws Exception {
    super.open();
    Pipeline pipeline = Pipeline.of(files);
    FeatureStep.Anomalies anomalies = (FeatureStep.Anomalies) pipeline.features().get(step);
    entityColumn = anomalies.entityColumn();
    keys =
        KeyCache.of(
            this,
            getKeyedStateBackend(),
            KeyDetectors.loader(
                anomalies.scores(), meanings(pipeline, anomalies), getPartitionedState(DETECTORS)),
            cacheBytes);
    results =
        new AnomalyResults(
            pipeline, anomalies, result -> output.collect(RESULTS, new StreamRecord<>(result)));
    timers = getInternalTimerService("forget", VoidNamespaceSerializer.INSTANCE, this);
  }

  private static long[] meanings(Pipeline pipeline, FeatureStep.Anomalies anomalies) {
    ColumnMeaning meaning = ColumnMeaning.in(pipeline);
    return anomalies.scores().stream()
        .mapToLong(score -> Hash.of(meaning.of(score.column())))
        .toArray();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    keys.flush();
    super.snapshotState(context);
  }

  @Override
  public void processElement(StreamRecord<Event> element) throws Exception {
    Event event = element.getValue();
    if (!event.isNull(entityColumn)) {
      KeyDetectors detectors = keys.get();
      if (detectors.score(event, results.of(event))) {
        forgetLater(detectors);
      }
      keys.settle();
    }
    output.collect(element);
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
    KeyDetectors detectors = keys.get();
    if (dueOf(detectors) <= timer.getTimestamp()) {
      detectors.clear();
    } else {
      forgetLater(detectors);
    }
    keys.settle();
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("keys are forgotten in event time");
  }
}
