package io.millrace.job.quality.alert.publish;

import io.millrace.record.Alert;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Alerts that are not sent yet, oldest first, up to a bound beyond which the oldest are given up.
 * Thread-safe: the task's thread adds and takes snapshots, another one sends.
 */
final class AlertOutbox {
  private final int most;
  private final Deque<Alert> waiting = new ArrayDeque<>();
  private List<Alert> onTheirWay = List.of();
  private long dropped;
  private boolean closed;

  /**
   * @param most alerts that wait at once
   */
  AlertOutbox(int most) {
    this.most = most;
  }

  synchronized void add(Alert alert) {
    if (waiting.size() == most) {
      waiting.removeFirst();
      dropped++;
    }
    waiting.addLast(alert);
    notifyAll();
  }

  /**
   * Waits for alerts, and takes the oldest. They count as waiting until {@link #returned}.
   *
   * @return up to {@code size} alerts; empty when the outbox is closed
   */
  synchronized List<Alert> take(int size) throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    List<Alert> taken = new ArrayList<>();
    while (!closed && !waiting.isEmpty() && taken.size() < size) {
      taken.add(waiting.removeFirst());
    }
    onTheirWay = taken;
    return taken;
  }

  /** What was taken has been sent, but for these: they are the next to go. */
  synchronized void returned(List<Alert> unsent) {
    onTheirWay = List.of();
    for (int i = unsent.size() - 1; i >= 0; i--) {
      waiting.addFirst(unsent.get(i));
    }
    notifyAll();
  }

  /** All that may not have arrived: what is on its way, then what waits. */
  synchronized List<Alert> snapshot() {
    List<Alert> all = new ArrayList<>(onTheirWay);
    all.addAll(waiting);
    return all;
  }

  synchronized int size() {
    return onTheirWay.size() + waiting.size();
  }

  /** Alerts given up because too many waited. */
  synchronized long dropped() {
    return dropped;
  }

  /** Waits until everything has been sent, at most so long. */
  synchronized void awaitEmpty(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (size() > 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
