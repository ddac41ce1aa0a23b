package io.millrace.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Counter;
import io.millrace.job.lineage.RunTotals;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SilenceTest {
  private Instant now = Instant.EPOCH;

  private final Silence silence =
      new Silence(
          Duration.ofSeconds(5),
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }
          });

  private boolean after(int seconds, long read, long written) {
    now = now.plusSeconds(seconds);
    return silence.test(
        RunTotals.ofAccumulators(
            Map.of(
                RunTotals.accumulator(Counter.READ), read,
                RunTotals.accumulator(Counter.WRITTEN), written)));
  }

  @Test
  void beginsWithTheLastRecord() {
    assertThat(after(0, 3, 3)).isFalse();
    assertThat(after(4, 3, 3)).isFalse();
    assertThat(after(4, 4, 4)).isFalse();
    assertThat(after(4, 4, 4)).isFalse();
    assertThat(after(1, 4, 4)).isTrue();
  }

  @Test
  void isNoneWhileNothingWasRead() {
    assertThat(after(0, 0, 0)).isFalse();
    assertThat(after(100, 0, 0)).isFalse();
  }

  @Test
  void isNoneWhileAnEventHasNoOutcome() {
    assertThat(after(0, 2, 1)).isFalse();
    assertThat(after(60, 2, 1)).isFalse();
    assertThat(after(0, 2, 2)).isTrue();
  }
}
