package io.millrace.job.inference.batch;

import io.millrace.job.inference.endpoint.DegradedReason;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * When to send a request again to the same variant: exponential backoff with jitter, so that
 * subtasks which were refused together do not come back together. It keeps its request's slot
 * meanwhile, so an endpoint that refuses is also asked less.
 */
public final class RetryPolicy {
  private static final Duration FIRST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final int attempts;
  private final Random random;

  private RetryPolicy(int attempts, Random random) {
    this.attempts = attempts;
    this.random = random;
  }

  /** Up to four attempts. */
  public static RetryPolicy backoff(Random random) {
    return new RetryPolicy(4, random);
  }

  /** One attempt. */
  public static RetryPolicy none() {
    return new RetryPolicy(1, new Random(0));
  }

  /**
   * How long to wait before the next attempt; empty to give this variant up.
   *
   * @param sent how often the request was sent to this variant, at least 1
   * @param left time that this variant still has
   * @param last whether no other variant can be asked afterwards; only then a request that was not
   *     answered in time is sent again, and at once
   */
  Optional<Duration> next(DegradedReason reason, int sent, Duration left, boolean last) {
    if (sent >= attempts || left.isZero() || left.isNegative()) {
      return Optional.empty();
    }
    if (reason == DegradedReason.TIMEOUT) {
      return last ? Optional.of(Duration.ZERO) : Optional.empty();
    }
    if (!reason.isTransient()) {
      return Optional.empty();
    }
    long bound = Math.min(LONGEST.toNanos(), FIRST.toNanos() << (sent - 1));
    // Half the bound at least: a refusal for load is not asked again at once.
    Duration delay = Duration.ofNanos(bound / 2 + (long) (random.nextDouble() * bound / 2));
    return delay.compareTo(left) < 0 ? Optional.of(delay) : Optional.empty();
  }
}
