package io.millrace.job.inference.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptiveLimitTest {
  private static final long MS = 1_000_000;

  private final AdaptiveLimit limit = new AdaptiveLimit(32);

  private void answers(int count, long millis) {
    for (int i = 0; i < count; i++) {
      limit.answered(millis * MS, true, true);
    }
  }

  @Test
  void beginsWithEightUnlessItMayNot() {
    assertThat(limit.current()).isEqualTo(8);
    assertThat(new AdaptiveLimit(3).current()).isEqualTo(3);
    AdaptiveLimit one = new AdaptiveLimit(1);
    one.overloaded(one.round());
    assertThat(one.current()).isOne();
  }

  @Test
  void growsByOneARoundTripUpToItsBound() {
    answers(9, 5);
    assertThat(limit.current()).isEqualTo(9);
    answers(10_000, 5);
    assertThat(limit.current()).isEqualTo(32);
  }

  @Test
  void doesNotGrowWhileItIsNotNeeded() {
    for (int i = 0; i < 1_000; i++) {
      limit.answered(5 * MS, false, false);
    }
    assertThat(limit.current()).isEqualTo(8);
  }

  @Test
  void isHalvedWhenTheEndpointIsOverloadedOnceForARoundTrip() {
    long round = limit.round();
    for (int i = 0; i < 8; i++) {
      limit.overloaded(round);
    }
    assertThat(limit.current()).isEqualTo(4);
    limit.overloaded(limit.round());
    assertThat(limit.current()).isEqualTo(2);
  }

  @Test
  void neverFallsBelowTwoAndComesBack() {
    for (int i = 0; i < 20; i++) {
      limit.overloaded(limit.round());
    }
    assertThat(limit.current()).isEqualTo(2);
    answers(500, 5);
    assertThat(limit.current()).isGreaterThan(20);
  }

  @Test
  void givesWayWhileFullBatchesTakeTwiceAsLongAsTheFastest() {
    answers(10, 5);
    answers(200, 11);
    assertThat(limit.current()).isEqualTo(2);
  }

  @Test
  void doesNotCompareBatchesThatAreNotFull() {
    for (int i = 0; i < 200; i++) {
      limit.answered(i % 2 == 0 ? 5 * MS : 50 * MS, false, true);
    }
    assertThat(limit.current()).isGreaterThan(8);
  }

  @Test
  void forgetsHowFastTheEndpointOnceWas() {
    answers(10, 5);
    answers(AdaptiveLimit.MEMORY - 11, 11);
    assertThat(limit.current()).isEqualTo(2);
    answers(500, 11);
    assertThat(limit.current()).isGreaterThan(20);
  }

  /** An endpoint that works on so many requests at once and lets the others queue up. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 10})
  void settlesWhereTheEndpointIsBusyButRequestsDoNotPileUp(int workers) {
    Random random = new Random(7);
    PriorityQueue<Long> free = new PriorityQueue<>();
    for (int i = 0; i < workers; i++) {
      free.add(0L);
    }
    PriorityQueue<long[]> answers = new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0]));
    long now = 0;
    double sum = 0;
    int samples = 0;
    for (int i = 0; i < 20_000; i++) {
      while (answers.size() < limit.current()) {
        long start = Math.max(now, free.poll());
        long end = start + (long) (5 * MS * (1 + 0.1 * random.nextDouble()));
        free.add(end);
        answers.add(new long[] {end, now});
      }
      long[] answer = answers.poll();
      now = answer[0];
      limit.answered(now - answer[1], true, true);
      if (i >= 2_000) {
        sum += limit.current();
        samples++;
      }
    }
    assertThat(sum / samples).isBetween(workers * 1.0, workers * 2.6);
  }
}
