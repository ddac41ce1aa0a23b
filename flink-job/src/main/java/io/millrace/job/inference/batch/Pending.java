package io.millrace.job.inference.batch;

import java.util.concurrent.atomic.AtomicInteger;

/** Events that were taken and wait for their score. Thread-safe. */
final class Pending {
  private final AtomicInteger events = new AtomicInteger();

  void enter() {
    events.incrementAndGet();
  }

  /** Before the events are told: whoever hears from them finds the room that they leave. */
  void leave(int count) {
    events.addAndGet(-count);
  }

  int count() {
    return events.get();
  }
}
