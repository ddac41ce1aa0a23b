package io.millrace.job.inference.batch;

import io.millrace.job.inference.endpoint.DegradedReason;
import io.millrace.job.inference.endpoint.ScoringException;
import io.millrace.job.inference.metric.VariantMeters;
import io.millrace.job.inference.timing.Timers;
import java.util.ArrayDeque;
import java.util.function.Function;

/**
 * The way to one variant: events gather here into batches, and batches wait for one of the slots
 * that the variant has at the moment. A slow or broken variant holds up its own batches only.
 *
 * <p>A batch may leave when it is full or its delay is over; while no slot is free, one whose delay
 * is over goes on filling, so that a slow endpoint gets fewer, larger requests. Batches leave in
 * the order in which they became ready.
 *
 * <p>Thread-safe: events come on the task's thread, delays end on the timers', answers on the
 * client's. Nothing is called while the lock is held.
 */
final class VariantLane {
  private final String variant;
  private final BatchLimits limits;
  private final Timers timers;
  private final RetryPolicy retries;
  private final VariantBreaker breaker;
  private final VariantMeters meters;
  private final FailureLog log;
  private final Function<Batch, BatchCall> calls;

  private final Object lock = new Object();
  // Guarded by the lock: the batch that takes events, its call when it may leave already, the
  // calls that may leave, the slots in use, whether a thread is sending, and how many slots there
  // are.
  private Batch open;
  private BatchCall openCall;
  private final ArrayDeque<BatchCall> ready = new ArrayDeque<>();
  private int inFlight;
  private boolean sending;
  private final AdaptiveLimit limit;
  private int maxBytes;

  private volatile int slots;

  /**
   * @param variant its name; null lets the endpoint choose
   * @param calls makes the call of a batch that was gathered here
   */
  VariantLane(
      String variant,
      BatchLimits limits,
      Timers timers,
      RetryPolicy retries,
      VariantMeters meters,
      FailureLog log,
      Function<Batch, BatchCall> calls) {
    this.variant = variant;
    this.limits = limits;
    this.timers = timers;
    this.retries = retries;
    this.breaker = new VariantBreaker(timers);
    this.meters = meters;
    this.log = log;
    this.calls = calls;
    this.limit = new AdaptiveLimit(limits.concurrency);
    this.maxBytes = limits.bytes;
    this.slots = limit.current();
    meters.show(this::queued, this::inFlight, this::slots, breaker::state);
  }

  String variant() {
    return variant;
  }

  RetryPolicy retries() {
    return retries;
  }

  VariantBreaker breaker() {
    return breaker;
  }

  /** Requests that may be on their way now. */
  int slots() {
    return slots;
  }

  /** Batches that wait for a slot. */
  int queued() {
    synchronized (lock) {
      return ready.size();
    }
  }

  int inFlight() {
    synchronized (lock) {
      return inFlight;
    }
  }

  /** The time since the limit was last halved. */
  long round() {
    synchronized (lock) {
      return limit.round();
    }
  }

  /**
   * Adds an event to the batch that fills.
   *
   * @param line the event's line, from the start of the array; copied
   */
  void submit(byte[] line, int length, ScoreCallback callback) {
    Batch opened = null;
    BatchCall closed = null;
    BatchCall full = null;
    synchronized (lock) {
      if (open != null && !open.fits(length)) {
        closed = close();
      }
      if (open == null) {
        open = new Batch(limits.records, maxBytes);
        opened = open;
      }
      open.add(line, length, callback);
      if (open.isFull()) {
        full = close();
        opened = null;
      }
    }
    if (opened != null) {
      Batch waiting = opened;
      timers.schedule(limits.delay, () -> delayOver(waiting));
    }
    leave(closed);
    leave(full);
  }

  /** Under the lock: the open batch takes no more events; its call, when that is new. */
  private BatchCall close() {
    BatchCall call = openCall == null ? calls.apply(open) : null;
    if (call != null) {
      ready.add(call);
    }
    open = null;
    openCall = null;
    return call;
  }

  private void delayOver(Batch batch) {
    BatchCall call = null;
    synchronized (lock) {
      if (open == batch && openCall == null) {
        call = calls.apply(batch);
        openCall = call;
        ready.add(call);
      }
    }
    leave(call);
  }

  private void leave(BatchCall call) {
    if (call != null) {
      call.begin();
      sendReady();
    }
  }

  /** Takes a batch that another variant did not score. */
  void enqueue(BatchCall call) {
    synchronized (lock) {
      ready.add(call);
    }
    sendReady();
  }

  /**
   * Takes the halves of a batch that was too large, ahead of all others; batches to come stay below
   * the size that was refused.
   */
  void enqueueHalves(BatchCall first, BatchCall second, int refusedBytes) {
    meters.split();
    synchronized (lock) {
      maxBytes = Math.max(1, Math.min(maxBytes, refusedBytes / 2));
      ready.addFirst(second);
      ready.addFirst(first);
    }
    sendReady();
  }

  /** A batch whose time is over takes no more events. */
  void detach(BatchCall call) {
    synchronized (lock) {
      ready.remove(call);
      if (openCall == call) {
        open = null;
        openCall = null;
      }
    }
  }

  /**
   * Sends what may leave, one thread at a time: a call that ends at once frees its slot while the
   * loop is still above it on the stack, and must not begin another.
   */
  private void sendReady() {
    synchronized (lock) {
      if (sending) {
        return;
      }
      sending = true;
    }
    for (BatchCall call = takeReady(); call != null; call = takeReady()) {
      call.send();
    }
  }

  /** The next call with a slot; null, and the sending is over, when there is none. */
  private BatchCall takeReady() {
    synchronized (lock) {
      BatchCall call = inFlight < limit.current() ? ready.poll() : null;
      if (call == null) {
        sending = false;
        return null;
      }
      if (openCall == call) {
        open = null;
        openCall = null;
      }
      inFlight++;
      call.hold(this);
      return call;
    }
  }

  /** A slot is free again. */
  void release() {
    synchronized (lock) {
      inFlight--;
    }
    sendReady();
  }

  /** A request brought scores. */
  void answered(Batch batch, long nanos) {
    breaker.succeeded();
    meters.answered(batch.size(), nanos);
    synchronized (lock) {
      limit.answered(nanos, batch.isFull(), inFlight * 2 >= limit.current());
      slots = limit.current();
    }
  }

  /** A request brought none. */
  void failed(DegradedReason reason, long sentIn) {
    meters.failed();
    switch (reason) {
      case TOO_LARGE:
        // The endpoint is well; it is the request that was wrong.
        breaker.succeeded();
        break;
      case THROTTLED:
        breaker.throttled();
        meters.throttled();
        overloaded(sentIn);
        break;
      case TIMEOUT:
        breaker.failed();
        meters.timedOut();
        overloaded(sentIn);
        break;
      default:
        breaker.failed();
    }
  }

  private void overloaded(long sentIn) {
    synchronized (lock) {
      limit.overloaded(sentIn);
      slots = limit.current();
    }
  }

  /** A batch leaves without scores. */
  void gaveUp(int events, int attempts, ScoringException failure) {
    if (failure.reason() == DegradedReason.THROTTLED) {
      breaker.failed();
    }
    log.gaveUp(variant, events, attempts, failure);
  }
}
