package io.millrace.job.inference.batch;

import io.millrace.job.inference.endpoint.DegradedReason;
import io.millrace.job.inference.endpoint.ModelEndpoint;
import io.millrace.job.inference.endpoint.ScoreResponse;
import io.millrace.job.inference.endpoint.ScoringException;
import io.millrace.job.inference.timing.Timers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One batch from the moment when it may leave: it waits for a slot of its variant, is sent, sent
 * again while that may help, halved when it is too large, handed to the next variant, and answered
 * or given up when its time is over. Whatever happens, each of its events hears once what became of
 * it.
 */
final class BatchCall {
  private static final Logger LOG = LoggerFactory.getLogger(BatchCall.class);
  private static final ScoringException BREAKER_OPEN =
      new ScoringException(
          DegradedReason.CIRCUIT_OPEN, "the breaker is open after too many failures");

  private final Batch batch;
  private final List<VariantLane> lanes;
  private final ModelEndpoint endpoint;
  private final Timers timers;
  private final Duration attemptTimeout;
  private final Pending pending;
  private final long begun;
  private final long deadline;
  private final AtomicBoolean done = new AtomicBoolean();
  private final AtomicReference<VariantLane> slot = new AtomicReference<>();

  // Steps follow each other, they never overlap: each of these has one writer at a time.
  private volatile int position;
  private volatile int attempts;
  private volatile ScoringException lastFailure;
  private volatile DegradedReason detour;
  private volatile Attempt attempt;
  private volatile Timers.Timer expiry;

  /**
   * @param lanes the variant that the batch was gathered for, and those to ask after it
   */
  BatchCall(
      Batch batch,
      List<VariantLane> lanes,
      ModelEndpoint endpoint,
      Timers timers,
      BatchLimits limits,
      Pending pending) {
    this.batch = batch;
    this.lanes = lanes;
    this.endpoint = endpoint;
    this.timers = timers;
    this.attemptTimeout = limits.attemptTimeout();
    this.pending = pending;
    this.begun = timers.nanoTime();
    this.deadline = begun + limits.timeout.toNanos();
  }

  /** One half of a call that was too large; it has the rest of its time. */
  private BatchCall(Batch half, BatchCall whole) {
    this.batch = half;
    this.lanes = whole.lanes;
    this.endpoint = whole.endpoint;
    this.timers = whole.timers;
    this.attemptTimeout = whole.attemptTimeout;
    this.pending = whole.pending;
    this.begun = whole.begun;
    this.deadline = whole.deadline;
    this.position = whole.position;
    this.detour = whole.detour;
  }

  Batch batch() {
    return batch;
  }

  /** Its time begins. */
  void begin() {
    expiry = timers.schedule(left(), this::expire);
    if (done.get()) {
      expiry.cancel();
    }
  }

  /** True when its events know what became of them: it needs no slot any more. */
  boolean isDone() {
    return done.get();
  }

  /** Gives it a slot of the lane in which it waits; {@link #send} is called next. */
  void hold(VariantLane lane) {
    slot.set(lane);
  }

  void send() {
    if (done.get()) {
      release();
      return;
    }
    VariantLane lane = lanes.get(position);
    if (!lane.breaker().tryAcquire()) {
      moveOn(lastFailure != null ? lastFailure : BREAKER_OPEN);
      return;
    }
    attempts++;
    Attempt next = new Attempt(lane);
    attempt = next;
    next.start();
    if (done.get()) {
      next.abandon();
    }
  }

  private void failed(ScoringException failure) {
    if (done.get()) {
      return;
    }
    lastFailure = failure;
    if (failure.reason() == DegradedReason.TOO_LARGE && batch.size() > 1) {
      split();
      return;
    }
    VariantLane lane = lanes.get(position);
    Optional<Duration> pause =
        lane.retries().next(failure.reason(), attempts, leftHere(), next() < 0);
    if (pause.isPresent()) {
      timers.schedule(pause.get(), this::send);
    } else {
      moveOn(failure);
    }
  }

  /** While another variant can still be asked, half of the time is kept for it. */
  private Duration leftHere() {
    Duration left = left();
    return next() < 0 ? left : left.minus(attemptTimeout);
  }

  private Duration left() {
    return Duration.ofNanos(deadline - timers.nanoTime());
  }

  /** Position of the next variant that takes requests; -1 when there is none. */
  private int next() {
    for (int i = position + 1; i < lanes.size(); i++) {
      if (!lanes.get(i).breaker().isOpen()) {
        return i;
      }
    }
    return -1;
  }

  private void moveOn(ScoringException failure) {
    lanes.get(position).gaveUp(batch.size(), attempts, failure);
    int next = next();
    if (next < 0) {
      DegradedReason reason = detour != null ? detour : failure.reason();
      finish(() -> batch.degraded(reason, elapsedMillis()));
      return;
    }
    if (detour == null) {
      detour = failure.reason();
    }
    position = next;
    attempts = 0;
    lastFailure = null;
    release();
    lanes.get(next).enqueue(this);
  }

  private void split() {
    if (!done.compareAndSet(false, true)) {
      return;
    }
    expiry.cancel();
    VariantLane lane = lanes.get(position);
    List<Batch> halves = batch.split();
    BatchCall first = new BatchCall(halves.get(0), this);
    BatchCall second = new BatchCall(halves.get(1), this);
    first.begin();
    second.begin();
    lane.enqueueHalves(first, second, batch.length());
    release();
  }

  private void expire() {
    DegradedReason reason = detour != null ? detour : DegradedReason.TIMEOUT;
    VariantLane lane = lanes.get(position);
    lane.detach(this);
    boolean first = finish(() -> batch.degraded(reason, elapsedMillis()));
    Attempt last = attempt;
    if (last != null) {
      last.abandon();
    }
    if (first) {
      lane.gaveUp(
          batch.size(),
          attempts,
          new ScoringException(DegradedReason.TIMEOUT, "the batch's time is over"));
    }
  }

  /** The first to come tells the events; whatever they do, the slot becomes free. */
  private boolean finish(Runnable tellEvents) {
    if (!done.compareAndSet(false, true)) {
      return false;
    }
    Timers.Timer timer = expiry;
    if (timer != null) {
      timer.cancel();
    }
    pending.leave(batch.size());
    try {
      tellEvents.run();
    } catch (RuntimeException e) {
      LOG.error("an event could not take its outcome; the operator's timeout completes it", e);
    } finally {
      release();
    }
    return true;
  }

  private void release() {
    VariantLane held = slot.getAndSet(null);
    if (held != null) {
      held.release();
    }
  }

  private double elapsedMillis() {
    return (timers.nanoTime() - begun) / 1e6;
  }

  /** One request of the batch; it is over once, be it by its answer, its time or the batch's. */
  private final class Attempt {
    private final VariantLane lane;
    private final AtomicBoolean over = new AtomicBoolean();
    private final long sent = timers.nanoTime();
    private final long round;
    private volatile CompletableFuture<ScoreResponse> request;
    private volatile Timers.Timer timer;

    Attempt(VariantLane lane) {
      this.lane = lane;
      this.round = lane.round();
    }

    void start() {
      Duration left = left();
      timer =
          timers.schedule(attemptTimeout.compareTo(left) < 0 ? attemptTimeout : left, this::expire);
      CompletableFuture<ScoreResponse> future;
      try {
        future = endpoint.invoke(lane.variant(), batch.body());
      } catch (RuntimeException e) {
        future = CompletableFuture.failedFuture(e);
      }
      request = future;
      future.whenComplete(this::answered);
    }

    private void answered(ScoreResponse response, Throwable failure) {
      if (!over.compareAndSet(false, true)) {
        return;
      }
      timer.cancel();
      double[] scores;
      try {
        if (failure != null) {
          throw asScoringException(failure);
        }
        scores = response.scores(batch.size());
      } catch (ScoringException e) {
        lane.failed(e.reason(), round);
        failed(e);
        return;
      }
      lane.answered(batch, timers.nanoTime() - sent);
      String variant = response.variant() != null ? response.variant() : lane.variant();
      Answer answer = new Answer(variant, response.modelVersion(), elapsedMillis(), detour);
      finish(() -> batch.scored(scores, answer));
    }

    private void expire() {
      if (abandon()) {
        failed(
            new ScoringException(
                DegradedReason.TIMEOUT, "no answer within " + attemptTimeout.toMillis() + " ms"));
      }
    }

    /** Gives the request up; false when it is over already. */
    boolean abandon() {
      if (!over.compareAndSet(false, true)) {
        return false;
      }
      timer.cancel();
      lane.failed(DegradedReason.TIMEOUT, round);
      CompletableFuture<ScoreResponse> sentRequest = request;
      if (sentRequest != null) {
        sentRequest.cancel(true);
      }
      return true;
    }
  }

  private static ScoringException asScoringException(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof ScoringException
        ? (ScoringException) cause
        : new ScoringException(
            DegradedReason.INTERNAL, "failed with " + cause.getClass().getName(), cause);
  }
}
