package io.millrace.cli.loadjob;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.workload.RateCurve;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.util.NumberSequenceIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  /** A hundred events. */
  private static final String WORKLOAD =
      "workload: w\nprofile: { ramp: { from: 10, to: 30, for: 5s } }\n";

  private static final long START = 1_000_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100, 128})
  void givesEachMomentOfTheCurveToOneEvent(int ranges) {
    Schedule schedule = new Schedule(WORKLOAD, START, ranges);
    RateCurve curve = schedule.workload().curve();

    double[] moments = LongStream.range(0, 100).mapToDouble(schedule::momentOf).sorted().toArray();

    assertThat(moments)
        .containsExactly(
            IntStream.range(0, 100)
                .mapToDouble(event -> START + curve.nanosOf(event) / 1e6)
                .toArray());
  }

  /** As Flink's source divides the numbers, each subtask's events spread over the whole curve. */
  @Test
  void dividesTheCurveAsTheSourceDividesTheNumbers() {
    Schedule schedule = new Schedule(WORKLOAD, START, 3);

    for (NumberSequenceIterator range : new NumberSequenceIterator(0, 99).split(3)) {
      double before = 0;
      double first = schedule.momentOf(range.getCurrent());
      while (range.hasNext()) {
        double moment = schedule.momentOf(range.next());
        assertThat(moment).isGreaterThan(before);
        before = moment;
      }
      assertThat(first - START).isLessThan(300);
      assertThat(before - START).isGreaterThan(4_800);
    }
  }

  @Test
  void letsAnEventThatIsDueLeaveAtOnceAndOthersWait() {
    long now = System.currentTimeMillis();
    Schedule due = new Schedule(WORKLOAD, now - 2_000, 1);
    RateLimiter limiter = due.createRateLimiter(1);
    assertThat(isDone(limiter)).isTrue();
    due.made(0);
    assertThat(isDone(limiter)).isTrue();
    due.made(98);
    assertThat(isDone(limiter)).isFalse();

    assertThat(isDone(new Schedule(WORKLOAD, now + 60_000, 1).createRateLimiter(1))).isFalse();
  }

  private static boolean isDone(RateLimiter limiter) {
    return ((CompletableFuture<Void>) limiter.acquire()).isDone();
  }
}
