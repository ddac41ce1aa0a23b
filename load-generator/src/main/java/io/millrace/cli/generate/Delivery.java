package io.millrace.cli.generate;

import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** When each event arrives, and whether it does so twice: a queue by time of arrival. */
final class Delivery {
  private static final long LONGEST_TO_COPY = TimeUnit.MINUTES.toMillis(1);
  private static final long LATEST = TimeUnit.HOURS.toMillis(2);

  private final PriorityQueue<Sending> queue = new PriorityQueue<>();
  private final FaultOptions options;
  private final long disorderMillis;
  private final long orderingMillis;
  private final Draws draws;
  private long sent;

  /** An event on its way. */
  static final class Sending implements Comparable<Sending> {
    private final Payment payment;
    private final Fault fault;
    private final boolean copy;
    private final long arrival;
    private final long number;

    Sending(Payment payment, Fault fault, boolean copy, long arrival, long number) {
      this.payment = payment;
      this.fault = fault;
      this.copy = copy;
      this.arrival = arrival;
      this.number = number;
    }

    Payment payment() {
      return payment;
    }

    Fault fault() {
      return fault;
    }

    /** Whether the same event arrived before. */
    boolean isCopy() {
      return copy;
    }

    @Override
    public int compareTo(Sending other) {
      int byArrival = Long.compare(arrival, other.arrival);
      return byArrival != 0 ? byArrival : Long.compare(number, other.number);
    }
  }

  /**
   * @param orderingMillis how long the pipeline waits for earlier events
   */
  Delivery(FaultOptions options, long orderingMillis, Draws draws) {
    this.options = options;
    this.disorderMillis = options.disorder().toMillis();
    this.orderingMillis = orderingMillis;
    this.draws = draws;
  }

  /** Sends an event that happened at {@code time}, whatever its device's clock says. */
  void send(Payment payment, Fault fault, long time) {
    long arrival = time + draws.wholeBetween(0, disorderMillis);
    if (draws.chance(options.late())) {
      arrival =
          time + draws.wholeBetween(disorderMillis + orderingMillis + 1, LATEST + orderingMillis);
    }
    queue.add(new Sending(payment, fault, false, arrival, sent++));
    if (draws.chance(options.duplicates()) && fault.isDecoded()) {
      long again = arrival + draws.wholeBetween(1, LONGEST_TO_COPY);
      queue.add(new Sending(payment, fault, true, again, sent++));
    }
  }

  /** The next that arrived by {@code time}, or null. */
  Sending arrived(long time) {
    return queue.isEmpty() || queue.peek().arrival > time ? null : queue.poll();
  }
}
