package io.millrace.job.features;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
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
 * Fills the windowed features of one entity: one read and one write of the key's block an event. A
 * key is forgotten when the watermark has passed its newest event by the retention.
 */
public final class ComputeFeatures extends AbstractStreamOperator<Event>
    implements OneInputStreamOperator<Event, Event>, Triggerable<String, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "features";

  /** Heap for the blocks of the keys in use, for each subtask. */
  private static final long CACHE_BYTES = 64L << 20;

  private static final ValueStateDescriptor<byte[]> CONTRIBUTIONS =
      new ValueStateDescriptor<>(
          "contributions", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  private final PipelineFiles files;
  private final int step;

  private transient int entityColumn;
  private transient WindowFeatures rule;
  private transient Contributions contributions;
  private transient BlockCache blocks;
  private transient InternalTimerService<VoidNamespace> timers;

  private ComputeFeatures(PipelineFiles files, int step) {
    this.files = files;
    this.step = step;
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
    String uid = UID + '-' + entity;
    return events.transform(uid, type, new ComputeFeatures(files, step)).uid(uid);
  }

  @Override
  public void open() throws Exception {
    super.open();
    Pipeline pipeline = Pipeline.of(files);
    FeatureStep.Entity entity = (FeatureStep.Entity) pipeline.features().get(step);
    entityColumn = entity.entityColumn();
    rule = new WindowFeatures(entity, pipeline.lateness().toMillis());
    contributions = new Contributions(entity.inputs().size());
    blocks = new BlockCache(getPartitionedState(CONTRIBUTIONS), this, CACHE_BYTES);
    timers = getInternalTimerService("forget", VoidNamespaceSerializer.INSTANCE, this);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    blocks.flush();
    super.snapshotState(context);
  }

  @Override
  public void processElement(StreamRecord<Event> element) throws Exception {
    Event event = element.getValue();
    if (!event.isNull(entityColumn)) {
      contributions.read(blocks.get());
      rule.apply(event, contributions);
      if (contributions.sweepAt() == 0) {
        scheduleSweep();
      }
      blocks.put(contributions.toBytes());
    }
    output.collect(element);
  }

  private void scheduleSweep() {
    long due = contributions.highestTime() + rule.retention();
    timers.registerEventTimeTimer(VoidNamespace.INSTANCE, due);
    contributions.setSweepAt(due);
  }

  /** The key's only timer: it forgets the key, or waits for the newest event that came since. */
  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    contributions.read(blocks.get());
    if (contributions.highestTime() + rule.retention() <= timer.getTimestamp()) {
      blocks.put(null);
    } else {
      scheduleSweep();
      blocks.put(contributions.toBytes());
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("keys are forgotten in event time");
  }
}
