package io.millrace.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CommandRun;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays that died before their first checkpoint, and after the end of their job. */
class ResumeIT {
  private static final int EVENTS = 50;
  private static final PipelineFiles FILES = Pipelines.open(Pipelines.DEFAULT);
  private static final Pipeline PIPELINE = Pipeline.of(FILES);

  @TempDir private Path folder;

  private Path out;

  @BeforeEach
  void nameFolder() {
    out = folder.resolve("out");
  }

  private RunFolder begin() throws IOException {
    return RunFolder.begin(
        out, RunRecord.generated(UUID.randomUUID(), PIPELINE.name(), PIPELINE.hash(), EVENTS));
  }

  private JsonNode resume(String saying) throws Exception {
    CommandRun resumed = CommandRun.of("replay", "--out=" + out, "--resume");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.out()).startsWith(saying);
    JsonNode summary = new ObjectMapper().readTree(out.resolve(RunFolder.SUMMARY).toFile());
    assertThat(summary.get("read").asLong()).isGreaterThanOrEqualTo(EVENTS);
    try (Connection warehouse =
        DriverManager.getConnection("jdbc:duckdb:" + out.resolve(RunFolder.WAREHOUSE))) {
      Comparison rows =
          new Comparison(
              warehouse,
              Comparison.parquet(out.resolve("lake")),
              PIPELINE.table(),
              List.of("origin_stream", "origin_shard", "origin_sequence"));
      assertThat(rows.differences(Set.of())).isEmpty();
      assertThat(rows.rows()).isEqualTo(summary.get("written").asLong());
    }
    return summary;
  }

  /** It had not even made its events, and what it put into the warehouse is forgotten. */
  @Test
  void startsFromTheBeginningWhereNoCheckpointWasComplete() throws Exception {
    begin().close();
    Files.writeString(out.resolve(RunFolder.WAREHOUSE), "half a page");

    JsonNode summary =
        resume("No checkpoint was complete when the replay died; starting from the beginning.");

    assertThat(summary.get("resumed").asBoolean()).isFalse();
    assertThat(summary.get("eventsPerSecond").asLong()).isPositive();
  }

  /** Nothing is done again but what was still to be done. */
  @Test
  void takesUpAReplayThatDiedAfterItsJobHadEnded() throws Exception {
    Path part = out.resolve(RunFolder.SUMMARY + ".part");
    try (RunFolder run = begin()) {
      // Where the summary is written first, there is no room for it.
      Files.createDirectory(part);
      ReplayInput input = GeneratedInput.of(PIPELINE, EVENTS).in(out);
      ReplayRun replay =
          new ReplayRun(FILES, input, run, 1, Duration.ofSeconds(10), Clock.systemUTC());
      assertThatIOException().isThrownBy(replay::execute);
    }
    assertThat(RunFolder.isUnfinished(out)).isTrue();
    Files.delete(part);

    JsonNode summary = resume("Going on from checkpoint chk-");

    assertThat(summary.get("resumed").asBoolean()).isTrue();
    assertThat(summary.has("eventsPerSecond")).isFalse();
    assertThat(out.resolve("checkpoints")).doesNotExist();
  }
}
