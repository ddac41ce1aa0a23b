package io.millrace.job.tracing;

import io.millrace.job.config.JobVersion;
import io.millrace.job.event.EventTrace;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Spans on their way to a receiver. Telling one never waits: a thread of its own sends them in
 * batches, and what does not fit its queue, or is not taken, is dropped and counted. Thread-safe;
 * one a process and receiver.
 */
final class Spans implements AutoCloseable {
  /** Some megabytes, and a minute of a receiver that is away at 100 traces a second. */
  private static final int MOST_WAITING = 16_384;

  private static final int BATCH = 512;
  private static final Duration DELAY = Duration.ofSeconds(1);
  private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(15);

  /** How long the last user of the process waits for the last spans. */
  private static final long LAST_WAIT_SECONDS = 5;

  private final NextIds ids = new NextIds();
  private final BoundedExport export;
  private final SdkTracerProvider provider;
  private final Tracer tracer;

  Spans(SpanReceiver receiver, String pipeline) {
    this(receiver, pipeline, MOST_WAITING);
  }

  /**
   * Spans of a pipeline.
   *
   * @param mostWaiting spans that may wait to be sent
   */
  Spans(SpanReceiver receiver, String pipeline, int mostWaiting) {
    this.export = new BoundedExport(receiver.open(), receiver.toString(), mostWaiting);
    this.provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.create(
                    Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "millrace",
                        AttributeKey.stringKey("service.version"),
                        JobVersion.current(),
                        AttributeKey.stringKey("millrace.pipeline"),
                        pipeline)))
            .setSampler(Sampler.alwaysOn())
            .setIdGenerator(ids)
            .addSpanProcessor(
                export.inFrontOf(
                    BatchSpanProcessor.builder(export)
                        .setMaxQueueSize(mostWaiting)
                        .setMaxExportBatchSize(Math.min(BATCH, mostWaiting))
                        .setScheduleDelay(DELAY)
                        .setExporterTimeout(EXPORT_TIMEOUT)
                        .build()))
            .build();
    this.tracer = provider.get("io.millrace");
  }

  /**
   * Tells a span.
   *
   * @param parent id of the span that it is part of; 0: none, it is the first of its trace
   * @param beganMicros microseconds since the epoch
   * @param endedMicros not before it began; if so, it took no time
   * @param fault why the event's way ended here; null: it did not
   */
  void tell(
      SpanName name,
      EventTrace trace,
      long parent,
      long beganMicros,
      long endedMicros,
      Attributes attributes,
      String fault) {
    SpanBuilder builder =
        tracer
            .spanBuilder(name.text())
            .setSpanKind(name == SpanName.DECODE ? SpanKind.CONSUMER : SpanKind.INTERNAL)
            .setStartTimestamp(beganMicros, TimeUnit.MICROSECONDS)
            .setAllAttributes(attributes);
    if (parent == 0) {
      builder.setNoParent();
    } else {
      SpanContext context =
          SpanContext.createFromRemoteParent(
              trace.id(), EventTrace.hex(parent), TraceFlags.getSampled(), TraceState.getDefault());
      builder.setParent(Context.root().with(Span.wrap(context)));
    }
    ids.next(trace, name.idIn(trace));
    Span span = builder.startSpan();
    if (fault != null) {
      span.setStatus(StatusCode.ERROR, fault);
    }
    span.end(Math.max(beganMicros, endedMicros), TimeUnit.MICROSECONDS);
  }

  /** Counts of what was sent and dropped. */
  BoundedExport export() {
    return export;
  }

  /** Sends what waits, for a bounded time. */
  @Override
  public void close() {
    provider.shutdown().join(LAST_WAIT_SECONDS, TimeUnit.SECONDS);
    export.settle();
  }

  /** Gives the next span of a thread the ids that are told it. */
  private static final class NextIds implements IdGenerator {
    private final ThreadLocal<EventTrace> trace = new ThreadLocal<>();
    private final ThreadLocal<Long> span = new ThreadLocal<>();

    void next(EventTrace nextTrace, long nextSpan) {
      trace.set(nextTrace);
      span.set(nextSpan);
    }

    @Override
    public String generateTraceId() {
      return trace.get().id();
    }

    @Override
    public String generateSpanId() {
      return EventTrace.hex(span.get());
    }
  }
}
