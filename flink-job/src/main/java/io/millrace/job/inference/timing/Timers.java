package io.millrace.job.inference.timing;

import java.time.Duration;

/** The time that batching and retries see; a test gives its own. */
public interface Timers extends AutoCloseable {
  /** Nanoseconds since some moment; only differences mean something. */
  long nanoTime();

  /** Runs a task after a delay, once, on a thread of its own; the task must not block. */
  Timer schedule(Duration delay, Runnable task);

  /** Drops what has not run yet. */
  @Override
  void close();

  /** A scheduled task. */
  interface Timer {
    /** Drops it, unless it has begun. */
    void cancel();
  }
}
