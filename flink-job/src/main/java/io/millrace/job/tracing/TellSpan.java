package io.millrace.job.tracing;

import io.millrace.job.config.InferenceSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.job.event.EventTrace;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Tells of the stage that a traced event has behind it, from the end of the span before. */
public final class TellSpan extends TracingOperator {
  private static final long serialVersionUID = 1L;

  /** Of the stage, followed by the name of what it tells. */
  public static final String UID = "tell-";

  private static final AttributeKey<String> VARIANT = AttributeKey.stringKey("millrace.variant");
  private static final AttributeKey<String> VERSION =
      AttributeKey.stringKey("millrace.model.version");
  private static final AttributeKey<String> SOURCE =
      AttributeKey.stringKey("millrace.score.source");
  private static final AttributeKey<Double> MILLIS =
      AttributeKey.doubleKey("millrace.inference.ms");
  private static final AttributeKey<String> REASON =
      AttributeKey.stringKey("millrace.degraded.reason");

  private final SpanName name;

  private transient int firstScore;

  private TellSpan(SpanName name, PipelineFiles files, Tracing tracing) {
    super(files, tracing);
    this.name = name;
  }

  /** Attaches the stage behind the last that computes features. */
  public static SingleOutputStreamOperator<Event> ofFeatures(
      DataStream<Event> events, TypeInformation<Event> type, PipelineFiles files, Tracing tracing) {
    return attach(SpanName.FEATURES, events, type, files, tracing);
  }

  /** Attaches the stage behind that which scores. */
  public static SingleOutputStreamOperator<Event> ofBatches(
      DataStream<Event> events, TypeInformation<Event> type, PipelineFiles files, Tracing tracing) {
    return attach(SpanName.BATCH, events, type, files, tracing);
  }

  private static SingleOutputStreamOperator<Event> attach(
      SpanName name,
      DataStream<Event> events,
      TypeInformation<Event> type,
      PipelineFiles files,
      Tracing tracing) {
    String uid = UID + name.text();
    return events
        .transform(uid, type, new TellSpan(name, files, tracing))
        .uid(uid)
        .setParallelism(events.getParallelism());
  }

  @Override
  void open(Pipeline pipeline) {
    firstScore =
        name == SpanName.BATCH
            ? pipeline.inference().map(InferenceSpec::scoreColumn).orElseThrow()
            : -1;
  }

  @Override
  public void processElement(StreamRecord<Event> element) {
    Event event = element.getValue();
    if (event.trace() != null) {
      tell(event);
    }
    output.collect(element);
  }

  private void tell(Event event) {
    EventTrace trace = event.trace();
    Spans spans = spans();
    // One that the pipeline does not score was in no batch.
    if (spans == null || (firstScore >= 0 && event.isNull(firstScore + 1))) {
      return;
    }
    long now = micros();
    Attributes attributes = firstScore < 0 ? Attributes.empty() : score(event);
    spans.tell(
        name, trace, SpanName.DECODE.idIn(trace), trace.sinceMicros(), now, attributes, null);
    event.setTrace(trace.at(now));
  }

  private Attributes score(Event event) {
    AttributesBuilder attributes = Attributes.builder();
    attributes.put(SOURCE, event.getString(firstScore + 1));
    attributes.put(VARIANT, event.getString(firstScore + 2));
    attributes.put(VERSION, event.getString(firstScore + 3));
    if (!event.isNull(firstScore + 4)) {
      attributes.put(MILLIS, event.getDouble(firstScore + 4));
    }
    attributes.put(REASON, event.getString(firstScore + 5));
    return attributes.build();
  }
}
