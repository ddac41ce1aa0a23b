package io.millrace.job.features;

import io.millrace.job.event.Event;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Ends history behind the last stage that keeps state: it is in the lake already. */
public final class DropHistory implements FilterFunction<Event> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "drop-history";

  private DropHistory() {}

  /** Attaches the stage. */
  public static SingleOutputStreamOperator<Event> attach(DataStream<Event> events) {
    return events
        .filter(new DropHistory())
        .name(UID)
        .uid(UID)
        .setParallelism(events.getParallelism());
  }

  @Override
  public boolean filter(Event event) {
    return !event.isHistory();
  }
}
