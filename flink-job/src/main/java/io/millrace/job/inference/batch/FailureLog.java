package io.millrace.job.inference.batch;

import io.millrace.job.inference.endpoint.ScoringException;
import io.millrace.job.inference.timing.Timers;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An endpoint that is down fails a thousand batches a second: one line a minute tells it. */
final class FailureLog {
  private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
  private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String endpoint;
  private final Timers timers;
  private long last;
  private long silent;
  private boolean everLogged;

  FailureLog(String endpoint, Timers timers) {
    this.endpoint = endpoint;
    this.timers = timers;
  }

  synchronized void gaveUp(String variant, int events, int attempts, ScoringException failure) {
    long now = timers.nanoTime();
    if (everLogged && now - last < INTERVAL_NANOS) {
      silent++;
      return;
    }
    LOG.warn(
        "endpoint {}: a batch of {} events for variant {}, sent {} times, got no scores: {}, {}"
            + " ({} more batches since the last such line)",
        endpoint,
        events,
        variant == null ? "(any)" : variant,
        attempts,
        failure.reason(),
        failure.getMessage(),
        silent);
    last = now;
    silent = 0;
    everLogged = true;
  }
}
