package io.millrace.cli.send;

import io.millrace.cli.UserException;
import io.millrace.cli.workload.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A run of a workload against a target: its workers, and whoever looks at them every second. */
final class Sending {
  private static final long TICK = TimeUnit.SECONDS.toNanos(1);
  private static final long POLL_MILLIS = 20;

  /** Time after Ctrl-C, or a failure, for what is on its way to be answered. */
  private static final long SHORT_DRAIN = TimeUnit.SECONDS.toNanos(2);

  private final Workload workload;
  private final Target target;
  private final SendClock clock;
  private final Measurements measurements;
  private final Timeline timeline;
  private final List<Worker> workers = new ArrayList<>();
  private volatile boolean interrupted;

  /**
   * @param payloads those of each worker
   */
  Sending(
      Workload workload,
      List<? extends Payloads> payloads,
      Target target,
      SendClock clock,
      Measurements measurements,
      Timeline timeline) {
    this.workload = workload;
    this.target = target;
    this.clock = clock;
    this.measurements = measurements;
    this.timeline = timeline;
    for (int i = 0; i < payloads.size(); i++) {
      workers.add(
          new Worker(workload, payloads.get(i), target, clock, measurements, i, payloads.size()));
    }
  }

  /** Ends the run early; {@link #execute} then returns what was measured so far. */
  void interrupt() {
    interrupted = true;
  }

  /** How long the schedule takes, its warm-up included. */
  double scheduledSeconds() {
    return (double) workload.curve().nanos() / TICK;
  }

  /**
   * Runs to the end of the workload, or until nothing further can be sent, or {@link #interrupt}.
   *
   * @param live is told each interval as it closes
   */
  SendResult execute(Consumer<Timeline.Interval> live) throws IOException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      Thread thread = new Thread(workers.get(i), "send-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
    ClientLoad before = ClientLoad.now(clock);
    threads.forEach(Thread::start);
    long deadline =
        measurements.startNanos() + workload.curve().nanos() + workload.overtime().toNanos();
    long tick = measurements.startNanos() + TICK;
    while (threads.stream().anyMatch(Thread::isAlive)) {
      if (interrupted || measurements.aborted() != null || clock.nanos() > deadline) {
        workers.forEach(Worker::stop);
        threads.forEach(Thread::interrupt);
      }
      for (Thread thread : threads) {
        thread.join(POLL_MILLIS);
      }
      if (clock.nanos() >= tick) {
        live.accept(timeline.tick());
        tick += TICK;
      }
    }
    ClientLoad load = ClientLoad.now(clock).since(before);
    long end = clock.nanos();
    drain(deadline);
    timeline.tick();
    return result(end, load);
  }

  private void drain(long deadline) throws IOException, InterruptedException {
    boolean early = interrupted || measurements.aborted() != null;
    target.drain(early ? SHORT_DRAIN : Math.max(SHORT_DRAIN, deadline - clock.nanos()));
  }

  private SendResult result(long endNanos, ClientLoad load) {
    long slept = workers.stream().mapToLong(Worker::sleptNanos).sum();
    long blocked = workers.stream().mapToLong(Worker::blockedNanos).sum();
    double all = Math.max(1.0, (double) (endNanos - measurements.startNanos()) * workers.size());
    return SendResult.of(
        workload,
        measurements,
        timeline,
        new WorkerTimes(slept / all, blocked / all),
        load,
        endNanos,
        interrupted);
  }

  /** Why the run ended before its time; null when it did not, or somebody wanted it to. */
  UserException aborted() {
    return measurements.aborted();
  }
}
