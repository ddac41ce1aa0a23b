package io.millrace.job.features;

import io.millrace.job.cache.KeyCache;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.job.features.state.KeyedBlocks;
import io.millrace.job.features.state.PackedHeads;
import io.millrace.job.features.state.StateSizes;
import io.millrace.job.features.state.Sweeps;
import io.millrace.job.features.tile.Contributions;
import io.millrace.job.features.tile.LayoutHistory;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
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

/**
 * Fills the windowed features of one entity. The contributions of the keys in use are on the heap;
 * a key is forgotten when the watermark has passed its newest event by the retention.
 *
 * <p>The state tells what it was kept for, see {@link KeptDefinitions}: a job of another definition
 * goes on from it, and counts what it cannot know in {@value #FEATURES_NOT_WHOLE}.
 */
public final class ComputeFeatures extends AbstractStreamOperator<Event>
    implements OneInputStreamOperator<Event, Event>, Triggerable<String, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "features";

  /** Features that are null as the definition before did not keep all that they need. */
  static final String FEATURES_NOT_WHOLE = "featuresNotWhole";

  static final long NO_HISTORY = Long.MIN_VALUE;

  private static final ValueStateDescriptor<byte[]> CONTRIBUTIONS =
      KeyedBlocks.heads("contributions");
  private static final MapStateDescriptor<Integer, byte[]> NODES = KeyedBlocks.blocks("nodes");

  private final PipelineFiles files;
  private final int step;
  private final StateSizes sizes;
  private final long historySince;

  private transient boolean restored;
  private transient KeptDefinitions definitions;
  private transient Counter notWhole;
  private transient int entityColumn;
  private transient WindowFeatures rule;
  private transient PackedHeads packed;
  private transient KeyCache<Contributions> keys;
  private transient Sweeps<Contributions> sweeps;
  private transient InternalTimerService<Long> timers;

  ComputeFeatures(PipelineFiles files, int step, StateSizes sizes, long historySince) {
    this.files = files;
    this.step = step;
    this.sizes = sizes;
    this.historySince = historySince;
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  /**
   * Attaches the stage.
   *
   * @param step index of the entity in the pipeline's features
   * @param entity name of the entity's column; part of the operator's uid
   */
  public static SingleOutputStreamOperator<Event> attach(
      KeyedStream<Event, String> events,
      TypeInformation<Event> type,
      PipelineFiles files,
      int step,
      String entity) {
    return attach(
        events, type, entity, new ComputeFeatures(files, step, StateSizes.DEFAULT, NO_HISTORY));
  }

  /**
   * As the other, behind history that fills the state first.
   *
   * @param historySince event time before which history is not known, milliseconds
   */
  public static SingleOutputStreamOperator<Event> attach(
      KeyedStream<Event, String> events,
      TypeInformation<Event> type,
      PipelineFiles files,
      int step,
      String entity,
      long historySince) {
    return attach(
        events, type, entity, new ComputeFeatures(files, step, StateSizes.DEFAULT, historySince));
  }

  /** As the first, with other sizes than {@link StateSizes#DEFAULT}. */
  public static SingleOutputStreamOperator<Event> attach(
      KeyedStream<Event, String> events,
      TypeInformation<Event> type,
      PipelineFiles files,
      int step,
      String entity,
      StateSizes sizes) {
    return attach(events, type, entity, new ComputeFeatures(files, step, sizes, NO_HISTORY));
  }

  private static SingleOutputStreamOperator<Event> attach(
      KeyedStream<Event, String> events,
      TypeInformation<Event> type,
      String entity,
      ComputeFeatures operator) {
    String uid = UID + '-' + entity;
    return events.transform(uid, type, operator).uid(uid);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    restored = context.isRestored();
    Pipeline pipeline = Pipeline.of(files);
    FeatureStep.Entity entity = (FeatureStep.Entity) pipeline.features().get(step);
    definitions = KeptDefinitions.of(pipeline, entity);
    definitions.restore(context.getOperatorStateStore());
  }

  @Override
  public void open() throws Exception {
    super.open();
    Pipeline pipeline = Pipeline.of(files);
    FeatureStep.Entity entity = (FeatureStep.Entity) pipeline.features().get(step);
    entityColumn = entity.entityColumn();
    rule = new WindowFeatures(entity, pipeline.layout(), pipeline.lateness().toMillis(), sizes);
    rule.knowHistorySince(historySince);
    LayoutHistory history = definitions.history(rule.tree(), sizes);
    rule.knowForgotten(history.forgottenUpTo());
    notWhole =
        getMetricGroup().addGroup("kinesisanalytics").addGroup(UID).counter(FEATURES_NOT_WHOLE);
    int keyGroups = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
    packed =
        PackedHeads.over(
            this,
            getKeyedStateBackend(),
            new KeyedBlocks(getPartitionedState(CONTRIBUTIONS), getPartitionedState(NODES)),
            sizes.packedBytes(),
            keyGroups,
            restored);
    keys =
        KeyCache.of(
            this,
            getKeyedStateBackend(),
            Contributions.loader(history, packed),
            sizes.cacheBytes(),
            packed.isHolding());
    sweeps =
        new Sweeps<>(
            this,
            getKeyedStateBackend(),
            keys,
            Contributions.times(packed),
            time -> getPartitionedState(time, LongSerializer.INSTANCE, Sweeps.lists()),
            rule.retention(),
            keyGroups);
    timers = getInternalTimerService("sweep", LongSerializer.INSTANCE, sweeps);
    sweeps.useTimers(timers);
    getInternalTimerService("forget", VoidNamespaceSerializer.INSTANCE, this);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    keys.flush();
    packed.flush();
    sweeps.flush();
    definitions.snapshot(timers.currentWatermark());
    super.snapshotState(context);
  }

  @Override
  public void processElement(StreamRecord<Event> element) throws Exception {
    Event event = element.getValue();
    if (!event.isNull(entityColumn)) {
      Contributions contributions = sweeps.of(timers.currentWatermark());
      notWhole.inc(rule.apply(event, contributions, timers.currentWatermark()));
      sweeps.schedule(contributions);
      keys.settle();
    }
    output.collect(element);
  }

  /** The timer of one key, as snapshots of earlier versions have them. */
  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    sweeps.sweep(timer.getTimestamp());
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("keys are forgotten in event time");
  }
}
