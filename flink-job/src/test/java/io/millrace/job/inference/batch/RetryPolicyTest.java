package io.millrace.job.inference.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.inference.endpoint.DegradedReason;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final Duration PLENTY = Duration.ofSeconds(60);

  private final RetryPolicy policy = RetryPolicy.backoff(new Random(3));

  private Duration pause(int sent) {
    return policy.next(DegradedReason.THROTTLED, sent, PLENTY, false).orElseThrow();
  }

  @Test
  void doublesItsPausesAndSpreadsThem() {
    Set<Duration> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      assertThat(pause(1)).isBetween(Duration.ofMillis(25), Duration.ofMillis(50));
      assertThat(pause(2)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
      assertThat(pause(3)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
      seen.add(pause(1));
    }
    assertThat(seen).hasSizeGreaterThan(50);
  }

  @Test
  void endsAfterFourAttemptsOrWithoutTime() {
    assertThat(policy.next(DegradedReason.THROTTLED, 4, PLENTY, true)).isEmpty();
    assertThat(policy.next(DegradedReason.THROTTLED, 1, Duration.ofMillis(20), true)).isEmpty();
    assertThat(policy.next(DegradedReason.TIMEOUT, 1, Duration.ZERO, true)).isEmpty();
    assertThat(policy.next(DegradedReason.TIMEOUT, 1, Duration.ofMillis(-5), true)).isEmpty();
  }

  @Test
  void repeatsAnUnansweredRequestOnlyWhereNoOtherVariantCanBeAsked() {
    assertThat(policy.next(DegradedReason.TIMEOUT, 1, PLENTY, false)).isEmpty();
    assertThat(policy.next(DegradedReason.TIMEOUT, 1, PLENTY, true)).contains(Duration.ZERO);
  }

  @Test
  void repeatsNothingThatWouldFailAgain() {
    for (DegradedReason reason : DegradedReason.values()) {
      boolean repeated = policy.next(reason, 1, PLENTY, false).isPresent();
      assertThat(repeated)
          .as(reason.name())
          .isEqualTo(reason == DegradedReason.THROTTLED || reason == DegradedReason.UNAVAILABLE);
    }
  }

  @Test
  void canBeTurnedOff() {
    assertThat(RetryPolicy.none().next(DegradedReason.THROTTLED, 1, PLENTY, true)).isEmpty();
  }
}
