package io.millrace.job.features;

import io.millrace.job.event.Event;
import io.millrace.job.event.StoredEvents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
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
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Holds each event until the watermark has reached its time, and lets the events of a key go in the
 * order of their times and identities. An event behind the watermark goes at once, and so does
 * history, which only fills state.
 *
 * <p>Events wait on the heap, up to a bound. A checkpoint writes them to keyed state, all of a key
 * group as one list, under the key of one of them: so they go where their keys go when the job is
 * rescaled. Beyond the bound an event waits in the state backend, under its own key and with a
 * timer, and comes to the heap when it is due.
 */
public final class OrderEvents extends AbstractStreamOperator<Event>
    implements OneInputStreamOperator<Event, Event>, Triggerable<String, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "order";

  /** Heap for the events that wait, for each subtask. */
  private static final long HEAP_BYTES = 32L << 20;

  private final TypeInformation<Event> type;
  private final KeySelector<Event, String> key;
  private final long mostBytes;
  private final ListStateDescriptor<Event> queued;
  private final MapStateDescriptor<Long, List<Event>> held;

  private transient TypeSerializer<Event> events;
  private transient EventQueue queue;
  private transient ListState<Event> snapshot;
  private transient List<String> snapshotKeys;
  private transient MapState<Long, List<Event>> beyond;
  private transient InternalTimerService<VoidNamespace> timers;

  OrderEvents(TypeInformation<Event> type, KeySelector<Event, String> key, long mostBytes) {
    this.type = type;
    this.key = key;
    this.mostBytes = mostBytes;
    this.queued = new ListStateDescriptor<>("queued", type);
    this.held = new MapStateDescriptor<>("held", Types.LONG, Types.LIST(type));
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  /**
   * Attaches the stage in front of one entity.
   *
   * @param entity name of the entity's column; part of the operator's uid
   */
  public static SingleOutputStreamOperator<Event> attach(
      KeyedStream<Event, String> events, TypeInformation<Event> type, String entity) {
    String uid = UID + '-' + entity;
    OrderEvents operator = new OrderEvents(type, events.getKeySelector(), HEAP_BYTES);
    return events.transform(uid, type, operator).uid(uid);
  }

  @Override
  public void open() throws Exception {
    super.open();
    events = type.createSerializer(getExecutionConfig().getSerializerConfig());
    queue = new EventQueue();
    snapshot = getPartitionedState(queued);
    snapshotKeys = new ArrayList<>();
    beyond = getPartitionedState(held);
    timers = getInternalTimerService("release", VoidNamespaceSerializer.INSTANCE, this);
    restoreQueue();
  }

  /** The bound holds here too: fewer subtasks may have to take what more had on their heaps. */
  private void restoreQueue() throws Exception {
    List<String> keys;
    try (Stream<String> found =
        this.<String>getKeyedStateBackend().getKeys(queued.getName(), VoidNamespace.INSTANCE)) {
      keys = found.collect(Collectors.toList());
    }
    for (String one : keys) {
      setCurrentKey(one);
      Iterable<Event> restored = snapshot.get();
      snapshot.clear();
      for (Event event : restored) {
        Event current = StoredEvents.current(event, events);
        setCurrentKey(key.getKey(current));
        hold(current);
      }
    }
  }

  @Override
  public void processElement(StreamRecord<Event> element) throws Exception {
    Event event = element.getValue();
    if (event.isHistory() || event.timeMillis() <= timers.currentWatermark()) {
      output.collect(element);
    } else {
      hold(event);
    }
  }

  private void hold(Event event) throws Exception {
    if (queue.heapBytes() < mostBytes) {
      queue.add(event);
    } else {
      holdBeyond(event);
    }
  }

  private void holdBeyond(Event event) throws Exception {
    long time = event.timeMillis();
    List<Event> sameTime = beyond.get(time);
    if (sameTime == null) {
      sameTime = new ArrayList<>(1);
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
    }
    sameTime.add(event);
    beyond.put(time, sameTime);
  }

  /** As the overridden one, but what is due leaves between the timers and the watermark. */
  @Override
  public void processWatermark(Watermark mark) throws Exception {
    timeServiceManager.advanceWatermark(mark);
    release(mark.getTimestamp());
    output.emitWatermark(mark);
  }

  /** Timers come in the order of time, so all that is due before this one is on the heap. */
  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    long time = timer.getTimestamp();
    release(time - 1);
    beyond.get(time).forEach(event -> queue.add(StoredEvents.current(event, events)));
    beyond.remove(time);
  }

  private void release(long upTo) {
    while (queue.hasUpTo(upTo)) {
      Event event = queue.poll();
      output.collect(new StreamRecord<>(event, event.timeMillis()));
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    for (String one : snapshotKeys) {
      setCurrentKey(one);
      snapshot.clear();
    }
    snapshotKeys.clear();
    for (List<Event> events : queueByKeyGroup().values()) {
      String first = key.getKey(events.get(0));
      setCurrentKey(first);
      snapshot.update(copies(events));
      snapshotKeys.add(first);
    }
    super.snapshotState(context);
  }

  private Map<Integer, List<Event>> queueByKeyGroup() throws Exception {
    int keyGroups = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
    Map<Integer, List<Event>> groups = new HashMap<>();
    for (Event event : queue) {
      int group = KeyGroupRangeAssignment.assignToKeyGroup(key.getKey(event), keyGroups);
      groups.computeIfAbsent(group, any -> new ArrayList<>()).add(event);
    }
    return groups;
  }

  /** A state backend on the heap keeps what it is given, and writes it while events go on. */
  private static List<Event> copies(List<Event> events) {
    return events.stream().map(Event::copy).collect(Collectors.toList());
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("events are released in event time");
  }
}
