package io.millrace.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.lineage.RunTotals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTimelineTest {
  @TempDir Path folder;

  private static Clock at(long millis) {
    return Clock.fixed(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  private static RunTotals read(long events) {
    return RunTotals.ofAccumulators(Map.of("millrace.read", events));
  }

  @Test
  void keepsAMomentASecondTheLastOneAlwaysAndGoesOnWhenARunIsTakenUp() throws IOException {
    try (RunTimeline timeline = RunTimeline.in(folder, at(5_000))) {
      timeline.tell(read(1));
      timeline.tell(read(2));
      timeline.end(read(3));
    }
    try (RunTimeline timeline = RunTimeline.in(folder, at(9_000))) {
      timeline.tell(read(2));
    }

    assertThat(Files.readAllLines(folder.resolve(RunTimeline.FILE)))
        .containsExactly(
            "at,read,deadLettered,quarantined,duplicates,written,scored,degraded,late,bytes,history",
            "5000,1,0,0,0,0,0,0,0,0,0",
            "5000,3,0,0,0,0,0,0,0,0,0",
            "9000,2,0,0,0,0,0,0,0,0,0");
  }
}
