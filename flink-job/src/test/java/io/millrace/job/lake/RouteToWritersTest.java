package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.LakeSpec;
import io.millrace.job.testing.ManualClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteToWritersTest {
  private static final int WRITERS = 4;
  private static final long HOUR = 3_600_000;

  private final ManualClock clock = new ManualClock();

  @Test
  void beginsAnewWithEachInterval() {
    LakeSpec spec = LakeSpec.defaults();
    RouteToWriters<Long> route =
        new RouteToWriters<>(
            TimePartitions.by(List.of("dt", "hour"), time -> time),
            time -> spec.fileBytes() / 1000,
            spec,
            60_000,
            clock);
    assertThat(writers(route, 2 * HOUR, 1000)).containsExactlyInAnyOrder(2, 3, 0, 1);
    for (int i = 0; i < 2; i++) {
      clock.advance(Duration.ofMinutes(1));
      writers(route, 9 * HOUR, 256);
    }
    assertThat(writers(route, 3 * HOUR, 100)).containsExactly(3);
  }

  private static Set<Integer> writers(RouteToWriters<Long> route, long time, int rows) {
    Set<Integer> used = new HashSet<>();
    for (int i = 0; i < rows; i++) {
      used.add(route.partition(time, WRITERS));
    }
    return used;
  }
}
