package io.millrace.job.inference;

import io.millrace.job.inference.endpoint.ModelEndpoint;
import io.millrace.job.inference.endpoint.ScoringException;
import io.millrace.job.inference.timing.Timers;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers events into batches by variant and keeps a bounded number of requests on their way. A
 * batch leaves when it is full or its delay is over, and a request slot is free; while none is, a
 * batch whose delay is over goes on filling, so that a slow endpoint gets fewer, larger requests.
 * Batches leave in the order in which they became ready, so none waits for ever.
 *
 * <p>Thread-safe: events come on the task's thread, delays end on the timers', answers on the
 * client's. Nothing is called while the lock is held.
 */
final class BatchScorer implements AutoCloseable {
  /** Requests of one subtask on their way at once. */
  static final int BATCHES_IN_FLIGHT = 8;

  private static final Logger LOG = LoggerFactory.getLogger(BatchScorer.class);
  private static final long LOG_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String endpointName;
  private final BatchLimits limits;
  private final ModelEndpoint endpoint;
  private final Timers timers;
  private final RetryPolicy retries;
  private final InferenceMetrics metrics;
  private final BatchCall.Observer observer = new CallObserver();

  private final Object lock = new Object();
  // The guarded three: batches that take events, batches that may leave (a batch can be both), and
  // the number of those that have left and are not answered.
  private final Map<String, Batch> open = new HashMap<>();
  private final ArrayDeque<Batch> ready = new ArrayDeque<>();
  private int inFlight;

  private long lastLogged;
  private long unlogged;
  private boolean everLogged;

  /**
   * @param endpointName of the endpoint, for the log
   * @param endpoint closed with this scorer
   * @param timers closed with this scorer
   */
  BatchScorer(
      BatchLimits limits,
      String endpointName,
      ModelEndpoint endpoint,
      Timers timers,
      Random random,
      InferenceMetrics metrics) {
    this.endpointName = endpointName;
    this.limits = limits;
    this.endpoint = endpoint;
    this.timers = timers;
    this.retries = new RetryPolicy(random);
    this.metrics = metrics;
    metrics.inFlight(this::inFlight);
  }

  /**
   * Adds an event to the open batch of its variant.
   *
   * @param variant production variant; null lets the endpoint choose
   * @param line the event's line, from the start of the array; copied
   */
  void submit(String variant, byte[] line, int length, ScoreCallback callback) {
    Batch opened = null;
    synchronized (lock) {
      Batch batch = open.get(variant);
      if (batch != null && !batch.fits(length)) {
        close(batch);
        batch = null;
      }
      if (batch == null) {
        batch = new Batch(variant, limits.records, limits.bytes);
        open.put(variant, batch);
        opened = batch;
      }
      batch.add(line, length, callback);
      if (batch.isFull()) {
        close(batch);
        opened = null;
      }
    }
    if (opened != null) {
      Batch waiting = opened;
      timers.schedule(limits.delay, () -> delayOver(waiting));
    }
    sendReady();
  }

  /** Under the lock: the batch takes no more events. */
  private void close(Batch batch) {
    open.remove(batch.variant());
    if (!ready.contains(batch)) {
      ready.add(batch);
    }
  }

  private void delayOver(Batch batch) {
    synchronized (lock) {
      if (open.get(batch.variant()) == batch) {
        ready.add(batch);
      }
    }
    sendReady();
  }

  private void sendReady() {
    for (Batch batch = takeReady(); batch != null; batch = takeReady()) {
      new BatchCall(batch, endpoint, timers, retries, limits.timeout, observer).start();
    }
  }

  private Batch takeReady() {
    synchronized (lock) {
      if (inFlight >= BATCHES_IN_FLIGHT || ready.isEmpty()) {
        return null;
      }
      Batch batch = ready.poll();
      open.remove(batch.variant(), batch);
      inFlight++;
      return batch;
    }
  }

  private int inFlight() {
    synchronized (lock) {
      return inFlight;
    }
  }

  @Override
  public void close() {
    timers.close();
    endpoint.close();
  }

  private final class CallObserver implements BatchCall.Observer {
    @Override
    public void throttled() {
      metrics.throttled();
    }

    @Override
    public void finished(Batch batch, int attempts, ScoringException failure) {
      metrics.batch(batch.size());
      synchronized (lock) {
        inFlight--;
      }
      if (failure != null) {
        log(batch, attempts, failure);
      }
      sendReady();
    }
  }

  /** An endpoint that is down fails a thousand batches a second: one line a minute tells it. */
  private void log(Batch batch, int attempts, ScoringException failure) {
    long now = timers.nanoTime();
    long silent;
    synchronized (lock) {
      if (everLogged && now - lastLogged < LOG_INTERVAL_NANOS) {
        unlogged++;
        return;
      }
      silent = unlogged;
      unlogged = 0;
      lastLogged = now;
      everLogged = true;
    }
    LOG.warn(
        "endpoint {}: a batch of {} events for variant {}, sent {} times, got no scores: {}, {}"
            + " ({} more batches since the last such line)",
        endpointName,
        batch.size(),
        batch.variant() == null ? "(any)" : batch.variant(),
        attempts,
        failure.reason(),
        failure.getMessage(),
        silent);
  }
}
