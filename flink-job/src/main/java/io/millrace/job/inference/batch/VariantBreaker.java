package io.millrace.job.inference.batch;

import dev.failsafe.CircuitBreaker;
import io.millrace.job.inference.timing.Timers;
import java.time.Duration;

/**
 * Failsafe's circuit breaker in front of one variant: when nearly all requests fail, nobody asks
 * any more, and events take the next step of the fallback at once. After a pause a few requests go
 * through as probes; when most of them succeed, all do again. Thread-safe.
 *
 * <p>A request that is refused for load does not count as failed, for fewer requests are the answer
 * to that ({@link AdaptiveLimit}); a batch that gets nothing but such refusals does.
 *
 * <p>The pause is kept by the scorer's timers, not by Failsafe, which looks at the system's clock.
 */
public final class VariantBreaker {
  private static final int FAILURES = 18;
  private static final int OF_REQUESTS = 20;
  private static final int SUCCESSES = 2;
  private static final int OF_PROBES = 3;
  static final Duration PAUSE = Duration.ofSeconds(5);

  /** Longer than any job runs: the breaker does not leave its open state by itself. */
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final CircuitBreaker<Object> breaker;

  VariantBreaker(Timers timers) {
    breaker =
        CircuitBreaker.builder()
            .withFailureThreshold(FAILURES, OF_REQUESTS)
            .withSuccessThreshold(SUCCESSES, OF_PROBES)
            .withDelay(FOR_EVER)
            .onOpen(opened -> timers.schedule(PAUSE, this::probe))
            .build();
  }

  private void probe() {
    breaker.halfOpen();
  }

  /**
   * Whether a request may be sent; the outcome of each one that may is told by one of the next
   * three.
   */
  boolean tryAcquire() {
    return breaker.tryAcquirePermit();
  }

  void succeeded() {
    breaker.recordSuccess();
  }

  void failed() {
    breaker.recordFailure();
  }

  /** The request was refused for load; a probe that is has failed. */
  void throttled() {
    if (breaker.isHalfOpen()) {
      breaker.recordFailure();
    }
  }

  /** Whether requests are refused, probes apart. */
  boolean isOpen() {
    return breaker.isOpen();
  }

  /** For metrics: 0 closed, 1 half open, 2 open. */
  public int state() {
    switch (breaker.getState()) {
      case CLOSED:
        return 0;
      case HALF_OPEN:
        return 1;
      default:
        return 2;
    }
  }
}
