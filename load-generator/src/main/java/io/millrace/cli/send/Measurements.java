package io.millrace.cli.send;

import io.millrace.cli.UserException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * What is measured of a run, by all of its threads. Events of the warm-up are only counted.
 *
 * <p>Latency runs from when an event should have left to when the target had taken it, the send
 * delay to when it left. An event that never left, or got no answer, has waited at least until the
 * end, and enters the latency with that.
 */
final class Measurements implements Deliveries {
  /** Longest time that is told apart, and significant digits of all. */
  private static final long LONGEST = TimeUnit.HOURS.toNanos(12);

  private static final int DIGITS = 3;

  private final SendClock clock;
  private final long startNanos;
  private final long startMillis;
  private final SentLog log;

  private final Recorder latency = new Recorder(LONGEST, DIGITS);
  private final Recorder delay = new Recorder(LONGEST, DIGITS);
  private final LongAdder warmUp = new LongAdder();
  private final LongAdder left = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder neverLeft = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final AtomicLong lastDeparture = new AtomicLong();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
  private final Map<String, String> sentences = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> throttles = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> shards = new ConcurrentHashMap<>();
  private final AtomicReference<UserException> aborted = new AtomicReference<>();

  /**
   * @param startNanos when the first event should leave, by the clock
   * @param startMillis the same since the epoch
   */
  Measurements(SendClock clock, long startNanos, long startMillis, SentLog log) {
    this.clock = clock;
    this.startNanos = startNanos;
    this.startMillis = startMillis;
    this.log = log;
    lastDeparture.set(startNanos);
  }

  long startNanos() {
    return startNanos;
  }

  long startMillis() {
    return startMillis;
  }

  /** An event leaves. */
  void left(Outgoing event) {
    if (!event.isMeasured()) {
      warmUp.increment();
      return;
    }
    long now = clock.nanos();
    left.increment();
    if (now > lastDeparture.get()) {
      lastDeparture.accumulateAndGet(now, Math::max);
    }
    record(delay, now - event.intendedNanos());
  }

  /** An event was due and never left. */
  void neverLeft(long intendedNanos, boolean measured) {
    if (measured) {
      neverLeft.increment();
      record(latency, clock.nanos() - intendedNanos);
      record(delay, clock.nanos() - intendedNanos);
    }
  }

  @Override
  public void delivered(Outgoing event, String shard, String sequence) {
    if (event.isMeasured()) {
      delivered.increment();
      bytes.add(event.payload().length);
      record(latency, clock.nanos() - event.intendedNanos());
      if (shard != null) {
        count(shards, shard);
      }
    }
    log.delivered(event, shard, sequence);
  }

  @Override
  public void failed(Outgoing event, Failure failure) {
    sentences.putIfAbsent(failure.kind(), failure.sentence());
    if (event.isMeasured()) {
      count(failures, failure.kind());
      if (failure.kind().equals(Failure.UNANSWERED)) {
        record(latency, clock.nanos() - event.intendedNanos());
      }
    }
    log.failed(event, failure);
  }

  @Override
  public void throttled(Outgoing event, String shard) {
    if (event.isMeasured()) {
      count(throttles, shard);
    }
  }

  @Override
  public void retried(Outgoing event) {
    if (event.isMeasured()) {
      retried.increment();
    }
  }

  @Override
  public void abort(UserException why) {
    aborted.compareAndSet(null, why);
  }

  private static void record(Recorder recorder, long nanos) {
    recorder.recordValue(Math.max(0, Math.min(nanos, LONGEST)));
  }

  private static void count(Map<String, LongAdder> counts, String key) {
    LongAdder counter = counts.get(key);
    if (counter == null) {
      counter = counts.computeIfAbsent(key, unknown -> new LongAdder());
    }
    counter.increment();
  }

  /** Latencies since the last call. */
  Histogram takeLatencies() {
    return latency.getIntervalHistogram();
  }

  /** Send delays since the last call. */
  Histogram takeDelays() {
    return delay.getIntervalHistogram();
  }

  /** Why nothing further can be sent; null while it can. */
  UserException aborted() {
    return aborted.get();
  }

  /** Events of the warm-up that left. */
  long warmUp() {
    return warmUp.sum();
  }

  long left() {
    return left.sum();
  }

  long delivered() {
    return delivered.sum();
  }

  /** Payload bytes of delivered events. */
  long bytes() {
    return bytes.sum();
  }

  /** Events that were due by the end and never left. */
  long neverLeft() {
    return neverLeft.sum();
  }

  long retried() {
    return retried.sum();
  }

  long failed() {
    return failures.values().stream().mapToLong(LongAdder::sum).sum();
  }

  long throttled() {
    return throttles.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** When the last event left, by the clock. */
  long lastDepartureNanos() {
    return lastDeparture.get();
  }

  /** Failed events by kind. */
  Map<String, Long> failures() {
    return sums(failures);
  }

  /** What each kind of failure means, those of the warm-up included. */
  Map<String, String> sentences() {
    return new TreeMap<>(sentences);
  }

  /** Refusals for load by shard. */
  Map<String, Long> throttles() {
    return sums(throttles);
  }

  /** Delivered events by shard. */
  Map<String, Long> shards() {
    return sums(shards);
  }

  private static Map<String, Long> sums(Map<String, LongAdder> counts) {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((key, count) -> sums.put(key, count.sum()));
    return sums;
  }
}
