package io.millrace.job.features;

import io.millrace.job.event.Event;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Stands behind a further exchange of a bootstrapped pipeline that takes events as they come
 * ({@code ordering: 0s}). The subtasks before it end their history one after the other, and then
 * each lets go at once what it held: until the first watermark has come from all of them, events
 * are held here again, and leave in the order of their times. With an ordering, {@link OrderEvents}
 * does as much.
 */
public final class OrderUntilBootstrapped extends EventHold
    implements OneInputStreamOperator<Event, Event> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "order-until-bootstrapped";

  /** Makes a rank of any event time. */
  private static final long EARLIEST = -(1L << 60);

  private OrderUntilBootstrapped(TypeInformation<Event> type) {
    super(type);
  }

  /**
   * Attaches the stage in front of one entity.
   *
   * @param entity name of the entity's column; part of the operator's uid
   */
  public static SingleOutputStreamOperator<Event> attach(
      KeyedStream<Event, String> events, TypeInformation<Event> type, String entity) {
    String uid = UID + '-' + entity;
    return events.transform(uid, type, new OrderUntilBootstrapped(type)).uid(uid);
  }

  @Override
  public void processElement(StreamRecord<Event> element) throws Exception {
    Event event = element.getValue();
    if (isOpen() || event.isHistory()) {
      output.collect(element);
    } else {
      hold(event, event.timeMillis() - EARLIEST);
    }
  }

  @Override
  void sort(List<Event> sameTime) {
    sameTime.sort(EventOrder.BY_TIME_AND_ID);
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    setOpen();
    super.processWatermark(mark);
  }
}
