package io.millrace.job.inference;

import io.millrace.job.inference.endpoint.DegradedReason;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * When to send a refused request again: exponential backoff with full jitter, so that subtasks
 * which were throttled together do not come back together.
 */
final class RetryPolicy {
  private static final int MAX_ATTEMPTS = 4;
  private static final Duration FIRST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final Random random;

  RetryPolicy(Random random) {
    this.random = random;
  }

  /**
   * How long to wait before the next attempt; empty to give up.
   *
   * @param attempts how often the request was sent, at least 1
   * @param left time until the request's deadline
   */
  Optional<Duration> next(DegradedReason reason, int attempts, Duration left) {
    if (!reason.isTransient() || attempts >= MAX_ATTEMPTS) {
      return Optional.empty();
    }
    long bound = Math.min(LONGEST.toNanos(), FIRST.toNanos() << (attempts - 1));
    // Half the bound at least: a refusal for load is not asked again at once.
    Duration delay = Duration.ofNanos(bound / 2 + (long) (random.nextDouble() * bound / 2));
    return delay.compareTo(left) < 0 ? Optional.of(delay) : Optional.empty();
  }
}
