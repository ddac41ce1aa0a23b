package io.millrace.job.features;

import io.millrace.job.event.Event;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
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
 * Holds each event until the watermark has reached its time, and lets the events of a key go in the
 * order of their times and identities. An event behind the watermark goes at once.
 */
public final class OrderEvents extends AbstractStreamOperator<Event>
    implements OneInputStreamOperator<Event, Event>, Triggerable<String, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "order";

  private final MapStateDescriptor<Long, List<Event>> held;

  private transient MapState<Long, List<Event>> waiting;
  private transient InternalTimerService<VoidNamespace> timers;

  private OrderEvents(TypeInformation<Event> type) {
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
    return events.transform(uid, type, new OrderEvents(type)).uid(uid);
  }

  @Override
  public void open() throws Exception {
    super.open();
    waiting = getPartitionedState(held);
    timers = getInternalTimerService("release", VoidNamespaceSerializer.INSTANCE, this);
  }

  @Override
  public void processElement(StreamRecord<Event> element) throws Exception {
    Event event = element.getValue();
    long time = event.timeMillis();
    if (time <= timers.currentWatermark()) {
      output.collect(element);
      return;
    }
    List<Event> sameTime = waiting.get(time);
    if (sameTime == null) {
      sameTime = new ArrayList<>(1);
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
    }
    sameTime.add(event);
    waiting.put(time, sameTime);
  }

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    long time = timer.getTimestamp();
    List<Event> due = waiting.get(time);
    waiting.remove(time);
    due.sort(EventOrder.BY_TIME_AND_ID);
    for (Event event : due) {
      output.collect(new StreamRecord<>(event, time));
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("events are released in event time");
  }
}
