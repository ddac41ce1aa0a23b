package io.millrace.cli.bench;

import io.millrace.job.event.RawEvent;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Lets records through at a steady rate, of records or of bytes, from the first one on. */
public final class Pace extends RichMapFunction<RawEvent, RawEvent> {
  private static final long serialVersionUID = 1L;

  /** Shorter pauses than the clock of the machine keeps are not worth the call. */
  private static final long SHORTEST_PAUSE = TimeUnit.MICROSECONDS.toNanos(100);

  private final double nanosBetween;
  private final boolean bytes;
  private transient long start;
  private transient long passed;

  private Pace(double rate, boolean bytes) {
    this.nanosBetween = TimeUnit.SECONDS.toNanos(1) / rate;
    this.bytes = bytes;
  }

  /** So many records a second. */
  public static Pace ofRecords(double rate) {
    return new Pace(rate, false);
  }

  /** So many bytes of records a second. */
  public static Pace ofBytes(double rate) {
    return new Pace(rate, true);
  }

  @Override
  public RawEvent map(RawEvent record) {
    if (passed == 0) {
      start = System.nanoTime();
    }
    long due = start + (long) (passed * nanosBetween);
    passed += bytes ? record.payload().length : 1;
    for (long wait = due - System.nanoTime();
        wait > SHORTEST_PAUSE;
        wait = due - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
    return record;
  }
}
