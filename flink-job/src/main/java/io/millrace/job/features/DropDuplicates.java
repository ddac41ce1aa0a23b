package io.millrace.job.features;

import io.millrace.job.cache.KeyCache;
import io.millrace.job.config.ChangedPipelineException;
import io.millrace.job.config.ColumnMeaning;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.UpsertSpec;
import io.millrace.job.event.Counter;
import io.millrace.job.event.Event;
import io.millrace.job.features.identity.SeenIdentities;
import io.millrace.job.features.state.EventId;
import io.millrace.job.features.state.KeyedBlocks;
import io.millrace.job.features.state.PackedHeads;
import io.millrace.job.features.state.Sweeps;
import io.millrace.job.sideoutput.CountingOperator;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Drops events whose identity came before under the same key, at most the pipeline's span apart in
 * event time. The first arrival wins. Where a pipeline corrects its events, the version is part of
 * the identity.
 *
 * <p>Keeps the identities of a key's last span and lateness, and forgets a key when the watermark
 * has passed its newest event by both. Of an event that only fills state, a duplicate is dropped
 * uncounted: a lake that two runs wrote may hold some twice.
 */
public final class DropDuplicates extends CountingOperator<Event, Event>
    implements Triggerable<String, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "drop-duplicates";

  /** Heap for the keys in use, for each subtask. */
  private static final long CACHE_BYTES = 16L << 20;

  /** Heap for further keys, packed, likewise. */
  private static final long PACKED_BYTES = 64L << 20;

  /** Identities in one block at most, about. */
  private static final int BUCKET_ROWS = 256;

  private static final ValueStateDescriptor<byte[]> SEEN = KeyedBlocks.heads("seen");
  private static final MapStateDescriptor<Integer, byte[]> BUCKETS = KeyedBlocks.blocks("buckets");

  /** What the keys of the state are, of each subtask; all restore all. */
  private static final ListStateDescriptor<String> KEYED_BY =
      new ListStateDescriptor<>("keyed-by", Types.STRING);

  private final String keyedBy;
  private final long span;
  private final long kept;
  private final int versionColumn;

  private transient boolean restored;
  private transient ListState<String> keyedByState;
  private transient EventId identity;
  private transient PackedHeads packed;
  private transient KeyCache<SeenIdentities> keys;
  private transient Sweeps<SeenIdentities> sweeps;
  private transient InternalTimerService<Long> timers;

  private DropDuplicates(String keyedBy, Duration span, Duration lateness, int versionColumn) {
    this.keyedBy = keyedBy;
    this.span = span.toMillis();
    this.kept = span.plus(lateness).toMillis();
    this.versionColumn = versionColumn;
  }

  /** Attaches the stage as a pipeline has it, which must drop duplicates. */
  public static SingleOutputStreamOperator<Event> attach(
      KeyedStream<Event, String> events, TypeInformation<Event> type, Pipeline pipeline) {
    int versionColumn = pipeline.upsert().map(UpsertSpec::versionColumn).orElse(-1);
    int entity = pipeline.firstEntity();
    String keyedBy = entity < 0 ? "the identity" : ColumnMeaning.in(pipeline).of(entity);
    return attach(
        events, type, keyedBy, pipeline.deduplicate(), pipeline.lateness(), versionColumn);
  }

  /**
   * Attaches the stage.
   *
   * @param keyedBy what the keys are
   * @param span at most so far apart in event time
   * @param versionColumn of equal identities and versions; -1: of equal identities
   */
  static SingleOutputStreamOperator<Event> attach(
      KeyedStream<Event, String> events,
      TypeInformation<Event> type,
      String keyedBy,
      Duration span,
      Duration lateness,
      int versionColumn) {
    return events
        .transform(UID, type, new DropDuplicates(keyedBy, span, lateness, versionColumn))
        .uid(UID);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    restored = context.isRestored();
    keyedByState = context.getOperatorStateStore().getUnionListState(KEYED_BY);
    for (String before : keyedByState.get()) {
      if (!before.equals(keyedBy)) {
        throw new ChangedPipelineException(
            "duplicates: the restored state knows events by "
                + before
                + ", the first entity of the pipeline is "
                + keyedBy
                + ": what came before would not be known again; leave that entity the first one");
      }
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    identity = new EventId();
    int keyGroups = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
    packed =
        PackedHeads.over(
            this,
            getKeyedStateBackend(),
            new KeyedBlocks(getPartitionedState(SEEN), getPartitionedState(BUCKETS)),
            PACKED_BYTES,
            keyGroups,
            restored);
    keys =
        KeyCache.of(
            this,
            getKeyedStateBackend(),
            SeenIdentities.loader(packed, kept, BUCKET_ROWS),
            CACHE_BYTES,
            packed.isHolding());
    sweeps =
        new Sweeps<>(
            this,
            getKeyedStateBackend(),
            keys,
            SeenIdentities.times(packed),
            time -> getPartitionedState(time, LongSerializer.INSTANCE, Sweeps.lists()),
            kept + 1,
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
    keyedByState.update(List.of(keyedBy));
    super.snapshotState(context);
  }

  @Override
  public void processElement(StreamRecord<Event> element) throws Exception {
    Event event = element.getValue();
    SeenIdentities seen = sweeps.of(timers.currentWatermark());
    if (versionColumn < 0) {
      identity.set(event);
    } else {
      identity.set(event, versionColumn);
    }
    boolean isNew = !seen.contains(identity, event.timeMillis(), span);
    if (isNew) {
      seen.add(identity, event.timeMillis());
      sweeps.schedule(seen);
    }
    keys.settle();
    if (isNew) {
      output.collect(element);
    } else if (!event.isHistory()) {
      count(Counter.DUPLICATES);
    }
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
