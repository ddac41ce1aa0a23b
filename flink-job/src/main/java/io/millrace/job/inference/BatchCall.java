package io.millrace.job.inference;

import io.millrace.job.inference.endpoint.DegradedReason;
import io.millrace.job.inference.endpoint.ModelEndpoint;
import io.millrace.job.inference.endpoint.ScoreResponse;
import io.millrace.job.inference.endpoint.ScoringException;
import io.millrace.job.inference.timing.Timers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One batch on its way: sent, sent again while that may help, and answered or given up when its
 * time is over. Whatever happens, each of its events hears once what became of it.
 */
final class BatchCall {
  /** Takes note of what happens to calls; on any thread. */
  interface Observer {
    void throttled();

    /** The call is over; {@code failure} is null when it brought scores. */
    void finished(Batch batch, int attempts, ScoringException failure);
  }

  private final Batch batch;
  private final byte[] body;
  private final ModelEndpoint endpoint;
  private final Timers timers;
  private final RetryPolicy retries;
  private final long timeoutNanos;
  private final Observer observer;
  private final AtomicBoolean done = new AtomicBoolean();
  private final long started;
  private volatile Timers.Timer deadline;
  private volatile CompletableFuture<ScoreResponse> request;
  private volatile int attempts;

  BatchCall(
      Batch batch,
      ModelEndpoint endpoint,
      Timers timers,
      RetryPolicy retries,
      Duration timeout,
      Observer observer) {
    this.batch = batch;
    this.body = batch.body();
    this.endpoint = endpoint;
    this.timers = timers;
    this.retries = retries;
    this.timeoutNanos = timeout.toNanos();
    this.observer = observer;
    this.started = timers.nanoTime();
  }

  void start() {
    deadline = timers.schedule(Duration.ofNanos(timeoutNanos), this::expire);
    send();
  }

  // Attempts follow each other, they never overlap: the counter has one writer at a time.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void send() {
    if (done.get()) {
      return;
    }
    attempts++;
    CompletableFuture<ScoreResponse> sent;
    try {
      sent = endpoint.invoke(batch.variant(), body);
    } catch (RuntimeException e) {
      sent = CompletableFuture.failedFuture(e);
    }
    request = sent;
    sent.whenComplete(this::answered);
    if (done.get()) {
      sent.cancel(true);
    }
  }

  private void answered(ScoreResponse response, Throwable failure) {
    if (done.get()) {
      return;
    }
    if (failure != null) {
      failed(asScoringException(failure));
      return;
    }
    double[] scores;
    try {
      scores = response.scores(batch.size());
    } catch (ScoringException e) {
      failed(e);
      return;
    }
    String variant = response.variant() != null ? response.variant() : batch.variant();
    double millis = elapsedMillis();
    finish(null, () -> batch.scored(scores, variant, response.modelVersion(), millis));
  }

  private void failed(ScoringException failure) {
    if (failure.reason() == DegradedReason.THROTTLED) {
      observer.throttled();
    }
    Duration left = Duration.ofNanos(timeoutNanos - (timers.nanoTime() - started));
    Optional<Duration> delay = retries.next(failure.reason(), attempts, left);
    if (delay.isPresent()) {
      timers.schedule(delay.get(), this::send);
    } else {
      giveUp(failure);
    }
  }

  private void expire() {
    giveUp(
        new ScoringException(
            DegradedReason.TIMEOUT,
            "no answer within " + Duration.ofNanos(timeoutNanos).toMillis() + " ms"));
    CompletableFuture<ScoreResponse> last = request;
    if (last != null) {
      last.cancel(true);
    }
  }

  private void giveUp(ScoringException failure) {
    double millis = elapsedMillis();
    finish(failure, () -> batch.degraded(failure.reason(), millis));
  }

  /** The first to come tells the events; whatever they do, the request's slot becomes free. */
  private void finish(ScoringException failure, Runnable tellEvents) {
    if (!done.compareAndSet(false, true)) {
      return;
    }
    Timers.Timer timer = deadline;
    if (timer != null) {
      timer.cancel();
    }
    try {
      tellEvents.run();
    } finally {
      observer.finished(batch, attempts, failure);
    }
  }

  private double elapsedMillis() {
    return (timers.nanoTime() - started) / 1e6;
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
