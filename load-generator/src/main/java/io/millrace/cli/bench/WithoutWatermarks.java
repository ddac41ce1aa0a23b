package io.millrace.cli.bench;

import io.millrace.job.event.Event;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Holds back watermarks, also that of the end of the input, at which all state is forgotten. */
final class WithoutWatermarks extends AbstractStreamOperator<Event>
    implements OneInputStreamOperator<Event, Event> {
  private static final long serialVersionUID = 1L;

  WithoutWatermarks() {
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  @Override
  public void processElement(StreamRecord<Event> element) {
    output.collect(element);
  }

  @Override
  public void processWatermark(Watermark mark) {}
}
