package io.millrace.job.inference.batch;

/**
 * How many requests may be on their way at once, found out as TCP does: one more for each round
 * trip that goes well, half as many when the endpoint refuses for its load or does not answer in
 * time. Requests of one round trip that fail together halve it once.
 *
 * <p>Latency speaks before refusals do: while full batches take more than twice as long as the
 * fastest of late, requests queue up at the endpoint, and the limit gives one back for each round
 * trip. Only full batches are compared; a half-empty one is fast for another reason.
 *
 * <p>From time to time the fastest is measured anew, lest an endpoint that became slower for good
 * be held to its past. For that the requests on their way are first let run down to a quarter, as
 * TCP's BBR does: measured under load, a queue would pass for the endpoint's own time.
 *
 * <p>Not thread-safe.
 */
final class AdaptiveLimit {
  /** Where it begins, unless it may not go so high: what a small instance answers at once. */
  static final int FIRST = 8;

  /**
   * Where it ends, unless it may not go so high: one request that hangs must not stop the others.
   */
  static final int LEAST = 2;

  /** Full batches between two measurements. */
  static final int MEMORY = 1_000;

  private static final double SLOW = 2;
  private static final int QUARTER = 4;
  private static final long UNKNOWN = Long.MAX_VALUE;

  private final int least;
  private final int most;
  private double limit;
  private long round;
  private long fastest = UNKNOWN;
  private int full;
  private int draining;
  private int measuring;

  /**
   * @param most bound that it never exceeds, at least 1
   */
  AdaptiveLimit(int most) {
    this.least = Math.min(LEAST, most);
    this.most = most;
    this.limit = Math.min(FIRST, most);
  }

  /** Requests that may be on their way now, at least 1. */
  int current() {
    boolean low = draining > 0 || measuring > 0;
    return low ? Math.max(1, (int) limit / QUARTER) : (int) limit;
  }

  /** Identity of the time since it was last halved; a request remembers the one it was sent in. */
  long round() {
    return round;
  }

  /**
   * A request was answered.
   *
   * @param isFull whether its batch was full
   * @param used whether the limit is in use: one that is not needed proves nothing by going well
   */
  void answered(long nanos, boolean isFull, boolean used) {
    if (draining > 0) {
      draining--;
      fastest = UNKNOWN;
      return;
    }
    boolean slow = isFull && isSlow(nanos);
    if (measuring > 0) {
      measuring--;
      return;
    }
    if (isFull && ++full == MEMORY) {
      full = 0;
      draining = (int) limit;
      measuring = Math.max(1, (int) limit / QUARTER);
      return;
    }
    if (slow) {
      limit = Math.max(least, limit - 1 / limit);
    } else if (used) {
      limit = Math.min(most, limit + 1 / limit);
    }
  }

  /**
   * A request was refused for load, or not answered in time.
   *
   * @param sentIn the round in which it was sent
   */
  void overloaded(long sentIn) {
    if (sentIn == round) {
      limit = Math.max(least, limit / 2);
      round++;
    }
  }

  private boolean isSlow(long nanos) {
    fastest = Math.min(fastest, nanos);
    return nanos > SLOW * fastest;
  }
}
