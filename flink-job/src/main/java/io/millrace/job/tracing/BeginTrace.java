package io.millrace.job.tracing;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.job.event.EventTrace;
import io.millrace.job.event.Origin;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Decides which events are traced, and tells of their decoding. Stands behind the rules, so that a
 * trace also says that an event goes no further because it breaks one.
 */
public final class BeginTrace extends TracingOperator {
  private static final long serialVersionUID = 1L;

  public static final String UID = "begin-trace";

  private static final AttributeKey<String> STREAM =
      AttributeKey.stringKey("messaging.destination.name");
  private static final AttributeKey<String> SHARD =
      AttributeKey.stringKey("messaging.destination.partition.id");
  private static final AttributeKey<String> SEQUENCE =
      AttributeKey.stringKey("messaging.message.id");
  private static final AttributeKey<Boolean> LATE = AttributeKey.booleanKey("millrace.late");

  private transient TraceRule rule;

  private BeginTrace(PipelineFiles files, Tracing tracing) {
    super(files, tracing);
  }

  /**
   * Attaches the stage to events that were judged.
   *
   * @param files a pipeline that traces
   */
  public static SingleOutputStreamOperator<Event> attach(
      DataStream<Event> events, TypeInformation<Event> type, PipelineFiles files, Tracing tracing) {
    return events
        .transform(UID, type, new BeginTrace(files, tracing))
        .uid(UID)
        .setParallelism(events.getParallelism());
  }

  @Override
  void open(Pipeline pipeline) {
    rule = new TraceRule(pipeline.tracing().orElseThrow());
  }

  @Override
  public void processElement(StreamRecord<Event> element) {
    Event event = element.getValue();
    if (rule.isTraced(event)) {
      begin(event);
    }
    output.collect(element);
  }

  private void begin(Event event) {
    long now = micros();
    EventTrace trace = new EventTrace(rule.high(), rule.low(), now);
    event.setTrace(trace);
    Spans spans = spans();
    if (spans != null) {
      Origin origin = event.origin();
      long arrival = TimeUnit.MILLISECONDS.toMicros(origin.arrivalMillis());
      spans.tell(
          SpanName.DECODE,
          trace,
          rule.parent(),
          // The stream's clock may be ahead of this one.
          Math.min(arrival, now),
          now,
          Attributes.of(
              STREAM,
              origin.stream(),
              SHARD,
              origin.shard(),
              SEQUENCE,
              origin.sequence(),
              LATE,
              event.isLate()),
          event.brokenRules() == 0 ? null : "breaks a row rule");
    }
  }
}
