package io.millrace.job.source;

import io.millrace.job.event.Counter;
import io.millrace.job.event.Event;
import io.millrace.job.sideoutput.CountingOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Counts the rows that come from the lake, and marks those that only fill state. */
final class CountRows extends CountingOperator<Event, Event> {
  private static final long serialVersionUID = 1L;

  private final boolean history;

  CountRows(boolean history) {
    this.history = history;
  }

  @Override
  public void processElement(StreamRecord<Event> element) {
    element.getValue().setHistory(history);
    count(history ? Counter.HISTORY : Counter.READ);
    output.collect(element);
  }
}
