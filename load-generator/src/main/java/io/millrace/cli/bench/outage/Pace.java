package io.millrace.cli.bench.outage;

import io.millrace.job.event.RawEvent;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Lets records through at a steady rate, from the first one on. */
final class Pace extends RichMapFunction<RawEvent, RawEvent> {
  private static final long serialVersionUID = 1L;

  /** Shorter pauses than the clock of the machine keeps are not worth the call. */
  private static final long SHORTEST_PAUSE = TimeUnit.MICROSECONDS.toNanos(100);

  private final double nanosBetween;
  private transient long start;
  private transient long count;

  /**
   * @param rate records a second
   */
  Pace(double rate) {
    this.nanosBetween = TimeUnit.SECONDS.toNanos(1) / rate;
  }

  @Override
  public RawEvent map(RawEvent record) {
    if (count == 0) {
      start = System.nanoTime();
    }
    long due = start + (long) (count++ * nanosBetween);
    for (long wait = due - System.nanoTime();
        wait > SHORTEST_PAUSE;
        wait = due - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
    return record;
  }
}
