package io.millrace.job.warehouse;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads into the warehouse what the lake has committed, on a thread of its own: a slow or absent
 * warehouse holds up neither checkpoints nor the lake.
 *
 * <p>Each file is loaded exactly once, whatever crashes when: manifests wait beside the lake until
 * the ledger, which is written in the transaction of the load, holds their files. A failure is
 * tried again for ever, after growing pauses. Thread-safe.
 */
public final class WarehouseLoader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WarehouseLoader.class);

  /** How long {@link #close} waits for the transaction that is running. */
  private static final Duration LAST_TRANSACTION = Duration.ofSeconds(30);

  private final LoaderOptions options;
  private final LoadPass pass;
  private final AtomicInteger backlog = new AtomicInteger();
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private long requested;
  private long completed;
  private boolean hurry;
  private boolean ended;
  private Optional<String> failure = Optional.empty();
  private volatile boolean closed;

  public WarehouseLoader(LoaderOptions options, Clock clock) {
    this.options = options;
    this.pass = new LoadPass(options, clock, backlog);
    this.thread = new Thread(this::work, "warehouse-loader");
    thread.setDaemon(true);
  }

  /** Begins to load what waits, also what an earlier loader left. Called once. */
  public void start() {
    request(false);
    thread.start();
  }

  /** Says that a manifest was written. Returns at once. */
  public void signal() {
    backlog.incrementAndGet();
    request(false);
  }

  /**
   * Waits until everything that waits now is loaded.
   *
   * @throws WarehouseException when that has not come to pass within the time, naming the last
   *     failure; loading goes on nevertheless
   */
  public void drain(Duration timeout) throws InterruptedException {
    long wanted = request(true);
    long nanos = timeout.toNanos();
    lock.lock();
    try {
      while (completed < wanted && !ended && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      if (completed < wanted) {
        throw new WarehouseException(
            "the warehouse has not taken "
                + backlog.get()
                + " load manifests in "
                + options.manifests().root()
                + " within "
                + timeout.toSeconds()
                + " s; the lake is complete, and they are loaded when the job is started again"
                + failure.map(text -> "; last failure: " + text).orElse(""));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Manifests that wait, as far as this loader knows; for a metric. */
  public int backlog() {
    return backlog.get();
  }

  /** Rows that this loader has loaded; what earlier loaders loaded is in the ledger. */
  public long rowsLoaded() {
    return pass.rowsLoaded();
  }

  /** Why the last attempt failed; empty when it did not. */
  public Optional<String> lastFailure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the thread after the transaction that is running. One that takes longer is left to itself:
   * the ledger keeps it from loading anything twice.
   */
  @Override
  public void close() {
    closed = true;
    request(true);
    try {
      thread.join(LAST_TRANSACTION.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("a load of the warehouse is still running; it ends by itself");
    }
    pass.close();
  }

  private long request(boolean atOnce) {
    lock.lock();
    try {
      hurry |= atOnce;
      changed.signalAll();
      return ++requested;
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      int failures = 0;
      while (!closed) {
        long request = begin();
        Optional<String> outcome = pass.run(() -> closed);
        failures = outcome.isPresent() ? failures + 1 : 0;
        end(request, outcome, failures);
      }
    } catch (InterruptedException e) {
      LOG.info("the warehouse loader was interrupted and ends");
    } finally {
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private long begin() {
    lock.lock();
    try {
      hurry = false;
      return requested;
    } finally {
      lock.unlock();
    }
  }

  /** Notes the outcome of a pass and waits for the next request, or for the pause to end. */
  private void end(long request, Optional<String> outcome, int failures)
      throws InterruptedException {
    lock.lock();
    try {
      failure = outcome;
      changed.signalAll();
      if (outcome.isEmpty()) {
        completed = closed ? completed : request;
        while (requested == request && !closed) {
          changed.await();
        }
        return;
      }
      Duration pause = options.pause(failures);
      LOG.warn(
          "{} manifests wait for the warehouse, next attempt in {} s: {}",
          backlog.get(),
          pause.toSeconds(),
          outcome.get());
      long nanos = pause.toNanos();
      while (!hurry && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }
}
