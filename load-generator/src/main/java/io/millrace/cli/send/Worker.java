package io.millrace.cli.send;

import io.millrace.cli.UserException;
import io.millrace.cli.workload.Workload;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Sends every {@code step}-th event of a workload, each at its moment or as soon after as the
 * target lets it. When a target holds it up, the moments of the events behind stay what they were:
 * they are late, and that counts.
 */
final class Worker implements Runnable {
  private final Workload workload;
  private final Payloads payloads;
  private final Target target;
  private final SendClock clock;
  private final Measurements measurements;
  private final int step;
  private final long startNanos;
  private final long startMillis;
  private final long warmUpNanos;
  private final long deadlineNanos;
  private volatile boolean stopped;
  private volatile long sleptNanos;
  private volatile long blockedNanos;
  private long next;

  /**
   * @param number of this worker, from 0; it has the events {@code number}, {@code number + step}…
   */
  Worker(
      Workload workload,
      Payloads payloads,
      Target target,
      SendClock clock,
      Measurements measurements,
      int number,
      int step) {
    this.workload = workload;
    this.payloads = payloads;
    this.target = target;
    this.clock = clock;
    this.measurements = measurements;
    this.step = step;
    this.next = number;
    this.startNanos = measurements.startNanos();
    this.startMillis = measurements.startMillis();
    this.warmUpNanos = workload.warmUp().toNanos();
    this.deadlineNanos = startNanos + workload.curve().nanos() + workload.overtime().toNanos();
  }

  /** Ends the run after the event that is on its way; a thread that waits is interrupted. */
  void stop() {
    stopped = true;
  }

  /** Nanoseconds in which there was nothing to do yet. */
  long sleptNanos() {
    return sleptNanos;
  }

  /** Nanoseconds in which the target held this worker back. */
  long blockedNanos() {
    return blockedNanos;
  }

  @Override
  public void run() {
    long events = workload.curve().events();
    try {
      while (next < events && !stopped && clock.nanos() < deadlineNanos) {
        sendNext();
        next += step;
      }
    } catch (InterruptedException e) {
      stopped = true;
    } catch (IOException e) {
      stopped = true;
      measurements.abort(new UserException("cannot send to " + target + ": " + e.getMessage(), e));
    }
    enterUnsent(events);
  }

  private void sendNext() throws IOException, InterruptedException {
    long offset = workload.curve().nanosOf(next);
    // Made before its moment, so that making it delays nothing.
    Outgoing event =
        payloads.next(
            startMillis + TimeUnit.NANOSECONDS.toMillis(offset),
            startNanos + offset,
            offset >= warmUpNanos);
    long before = clock.nanos();
    clock.sleepUntil(startNanos + offset);
    long awake = clock.nanos();
    target.awaitRoom();
    measurements.left(event);
    target.send(event);
    sleptNanos += awake - before;
    blockedNanos += clock.nanos() - awake;
  }

  /** Events that were due by now and never left have waited until now at least. */
  private void enterUnsent(long events) {
    long now = clock.nanos();
    for (long n = next; n < events; n += step) {
      long offset = workload.curve().nanosOf(n);
      if (startNanos + offset > now) {
        return;
      }
      measurements.neverLeft(startNanos + offset, offset >= warmUpNanos);
    }
  }
}
