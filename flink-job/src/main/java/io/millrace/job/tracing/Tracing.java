package io.millrace.job.tracing;

import io.millrace.job.cache.SharedResources;
import java.io.Serializable;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Where the spans of a run go, and the clock that they are timed by. Immutable. */
public final class Tracing implements Serializable {
  private static final long serialVersionUID = 1L;

  /** One queue and one sender a process, whatever number of stages tells of its events. */
  private static final SharedResources<List<String>, Spans> OPEN = new SharedResources<>();

  private final SpanReceiver receiver;
  private final Clock clock;

  private Tracing(SpanReceiver receiver, Clock clock) {
    this.receiver = receiver;
    this.clock = clock;
  }

  /**
   * Spans go to a receiver.
   *
   * @param receiver null: to nobody; rows have the ids of their traces nevertheless
   * @param clock serializable
   */
  public static Tracing to(SpanReceiver receiver, Clock clock) {
    return new Tracing(receiver, clock);
  }

  /** Whether anybody takes spans. */
  public boolean isTold() {
    return receiver != null;
  }

  /** The way to the receiver, which is shared; only when there is one. */
  SharedResources.Lease<Spans> open(String pipeline) {
    return OPEN.acquire(
        List.of(receiver.toString(), pipeline), () -> new Spans(receiver, pipeline));
  }

  Instant now() {
    return clock.instant();
  }

  /** The time now, in microseconds since the epoch. */
  long micros() {
    return micros(now());
  }

  static long micros(Instant instant) {
    return TimeUnit.SECONDS.toMicros(instant.getEpochSecond())
        + TimeUnit.NANOSECONDS.toMicros(instant.getNano());
  }
}
