package io.millrace.job.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before and behind the queue of spans that OpenTelemetry's batch processor keeps, and
 * counts: each span is sent, or dropped because the queue is full or the receiver does not take it.
 * Thread-safe.
 */
final class BoundedExport implements SpanExporter {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(BoundedExport.class);

  /**
   * OpenTelemetry logs each failed export on its own way, past the job's log; kept from the
   * collector.
   */
  private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

  static {
    LIBRARY.setLevel(Level.OFF);
  }

  private final SpanExporter receiver;
  private final String name;
  private final int mostWaiting;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong untoldSent = new AtomicLong();
  private final AtomicLong untoldDropped = new AtomicLong();
  private volatile boolean failing;

  BoundedExport(SpanExporter receiver, String name, int mostWaiting) {
    this.receiver = receiver;
    this.name = name;
    this.mostWaiting = mostWaiting;
  }

  /** A processor that gives the queue no more than it can hold. */
  SpanProcessor inFrontOf(SpanProcessor queue) {
    return new Entrance(queue);
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    waiting.addAndGet(-count);
    CompletableResultCode result = receiver.export(spans);
    result.whenComplete(
        () -> {
          if (result.isSuccess()) {
            sent.addAndGet(count);
            untoldSent.addAndGet(count);
            failing = false;
          } else {
            Throwable failure = result.getFailureThrowable();
            drop(count, failure == null ? "no success" : failure.toString());
          }
        });
    return result;
  }

  private void drop(int count, String got) {
    dropped.addAndGet(count);
    untoldDropped.addAndGet(count);
    if (!failing) {
      failing = true;
      LOG.warn(
          "{}: expected it to take spans, got {}; they are dropped and counted, and the stream goes"
              + " on. It is said once until spans are taken again",
          name,
          got);
    }
  }

  /** What never left the queue is dropped with it. */
  void settle() {
    int left = waiting.getAndSet(0);
    if (left > 0) {
      drop(left, "no answer before the end");
    }
  }

  /** Spans that the receiver has taken. */
  long sent() {
    return sent.get();
  }

  /** Spans that were dropped. */
  long dropped() {
    return dropped.get();
  }

  /** Spans taken since the last time that somebody asked; each is told once. */
  long takeSent() {
    return untoldSent.getAndSet(0);
  }

  /** Spans dropped since the last time that somebody asked; each is told once. */
  long takeDropped() {
    return untoldDropped.getAndSet(0);
  }

  @Override
  public CompletableResultCode flush() {
    return receiver.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return receiver.shutdown();
  }

  private final class Entrance implements SpanProcessor {
    private final SpanProcessor queue;

    Entrance(SpanProcessor queue) {
      this.queue = queue;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
      // Only ends are queued.
    }

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      if (waiting.incrementAndGet() > mostWaiting) {
        waiting.decrementAndGet();
        drop(1, "more than it takes, with " + mostWaiting + " waiting");
      } else {
        queue.onEnd(span);
      }
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }

    @Override
    public CompletableResultCode shutdown() {
      return queue.shutdown();
    }

    @Override
    public CompletableResultCode forceFlush() {
      return queue.forceFlush();
    }
  }
}
