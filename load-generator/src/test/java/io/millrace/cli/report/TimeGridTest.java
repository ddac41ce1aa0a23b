package io.millrace.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeGridTest {
  private static final long BEGIN = Instant.parse("2026-06-01T10:20:30Z").toEpochMilli();
  private static final long HOUR = Duration.ofHours(1).toMillis();

  @Test
  void takesTheShortestUsualStretchThatFits() {
    TimeGrid grid = TimeGrid.of(BEGIN, BEGIN + 183 * 24 * HOUR, HOUR, 120);

    assertThat(grid.stepInWords()).isEqualTo("2 days");
    assertThat(grid.size()).isBetween(90, 120);
    assertThat(Instant.ofEpochMilli(grid.starts().get(0)))
        .isEqualTo(Instant.parse("2026-05-31T00:00:00Z"));
  }

  @Test
  void isNotFinerThanWindowsAre() {
    assertThat(TimeGrid.of(BEGIN, BEGIN + 2 * HOUR, HOUR, 120).stepInWords()).isEqualTo("an hour");
    assertThat(TimeGrid.of(BEGIN, BEGIN, 1_000, 120).size()).isEqualTo(1);
  }

  @Test
  void coversAnySpanWithNoMoreStretchesThanMayBe() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      long first = random.nextLong(-4_000_000_000_000L, 4_000_000_000_000L);
      long last = first + (long) Math.pow(10, random.nextDouble(0, 14));
      TimeGrid grid = TimeGrid.of(first, last, 1_000, 200);

      assertThat(grid.size()).as("seed %d, %d to %d", seed, first, last).isBetween(1, 200);
      assertThat(grid.starts().get(0)).isLessThanOrEqualTo(first);
      assertThat(grid.starts().get(grid.size() - 1) + grid.step()).isGreaterThan(last);
    }
  }
}
