package io.millrace.job.features;

import io.millrace.job.event.Event;
import io.millrace.job.event.StoredEvents;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Holds events back while the state of the stages behind it is being filled, and from then on lets
 * everything pass. Held events leave all at once, by their ranks.
 *
 * <p>Each has a timer, at its rank, in a time before all event times: whatever the first watermark
 * that passes is, it fires all of them, in order over all keys, and nothing has to be sorted on the
 * heap.
 */
abstract class EventHold extends AbstractStreamOperator<Event>
    implements Triggerable<String, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  /** Rank 0; any watermark of a stream is higher than the timer of any rank. */
  private static final long FIRST = Long.MIN_VALUE + 1;

  /** One entry of each subtask: the next rank, or that it is open; all subtasks restore all. */
  private static final ListStateDescriptor<Long> PROGRESS =
      new ListStateDescriptor<>("progress", Types.LONG);

  private static final long OPEN = -1;

  private final TypeInformation<Event> type;
  private final MapStateDescriptor<Long, List<Event>> held;

  private transient TypeSerializer<Event> events;
  private transient ListState<Long> progress;
  private transient MapState<Long, List<Event>> waiting;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient boolean open;
  private transient boolean foreign;
  private transient long nextRank;

  EventHold(TypeInformation<Event> type) {
    this.type = type;
    this.held = new MapStateDescriptor<>("held", Types.LONG, Types.LIST(type));
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    progress = context.getOperatorStateStore().getUnionListState(PROGRESS);
    nextRank = 0;
    foreign = context.isRestored();
    open = context.isRestored();
    for (long one : progress.get()) {
      foreign = false;
      open &= one == OPEN;
      nextRank = Math.max(nextRank, one);
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    events = type.createSerializer(getExecutionConfig().getSerializerConfig());
    waiting = getPartitionedState(held);
    timers = getInternalTimerService("release", VoidNamespaceSerializer.INSTANCE, this);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    progress.update(List.of(open ? OPEN : nextRank));
  }

  /** Whether events pass. */
  final boolean isOpen() {
    return open;
  }

  /**
   * Whether the job goes on from a snapshot of one that held nothing: then its state is complete,
   * and nothing may be added to it.
   */
  final boolean isStateComplete() {
    return foreign;
  }

  /** Lets events pass from here on; the next watermark releases those that are held. */
  final void setOpen() {
    open = true;
  }

  /** Holds an event behind all before it. */
  final void hold(Event event) throws Exception {
    hold(event, nextRank++);
  }

  /** Holds an event; those of one rank leave in the order in which they came. */
  final void hold(Event event, long rank) throws Exception {
    List<Event> sameRank = waiting.get(rank);
    if (sameRank == null) {
      sameRank = new ArrayList<>(1);
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, FIRST + rank);
    }
    sameRank.add(event);
    waiting.put(rank, sameRank);
  }

  /** Brings events of one rank, which leave next, into their order. */
  void sort(List<Event> sameRank) {}

  @Override
  public final void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    long rank = timer.getTimestamp() - FIRST;
    List<Event> due = new ArrayList<>();
    waiting.get(rank).forEach(event -> due.add(StoredEvents.current(event, events)));
    waiting.remove(rank);
    sort(due);
    for (Event event : due) {
      output.collect(new StreamRecord<>(event, event.timeMillis()));
    }
  }

  @Override
  public final void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("events are released by watermarks");
  }
}
