package io.millrace.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule with the action {@code fail}, which stops a replay with a savepoint. */
class FailingRuleIT {
  private static final String RULE = "Mean \"amount\" > 1000000 with action = \"fail\"";
  private static final String PIPELINE =
      """
      pipeline: strict
      event: { schema: event.avsc, format: avro, id: event_id, time: event_time, ordering: 5s }
      deduplicate: 24h
      quality: { rules: rules.dqdl, window: 1h, allowed-lateness: 10m }
      features:
        - entity: customer_id
          windows: [1d]
          aggregates: { customer_count: count() }
      warehouse: { table: strict_payments }
      """;

  @TempDir private Path folder;

  private Path pipeline;

  @BeforeEach
  void writePipeline() throws IOException {
    pipeline = Files.createDirectories(folder.resolve("strict"));
    Files.write(
        pipeline.resolve("event.avsc"), Pipelines.open(Pipelines.DEFAULT).bytes("event.avsc"));
    Files.writeString(pipeline.resolve(PipelineFiles.PIPELINE), PIPELINE);
    Files.writeString(pipeline.resolve("rules.dqdl"), "Rules = [ RowCount > 0, " + RULE + " ]");
  }

  private Path generate(int events) {
    Path input = folder.resolve("payments-" + events + ".avro");
    CommandRun run = CommandRun.of("generate", "--out=" + input, "--events=" + events);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    return input;
  }

  /** What was written before it stopped stays, and nothing is lost or twice when it goes on. */
  @Test
  void stopsTheReplayWithASavepointFromWhichItGoesOn() throws Exception {
    Path out = folder.resolve("out");
    CommandRun stopped =
        CommandRun.of(
            "replay",
            pipeline.toString(),
            "--input=" + generate(60_000),
            "--out=" + out,
            "--checkpoint-interval=1s");

    assertThat(stopped.exitCode()).as("%s", stopped).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(stopped.err())
        .contains("rule " + RULE + ": window from ")
        .contains("stopped with a savepoint, as a rule with the action fail asks");
    assertThat(stopped.out()).containsPattern("critical +1  Mean");
    assertThat(out.resolve(RunFolder.SUMMARY)).doesNotExist();

    CommandRun resumed = CommandRun.of("replay", pipeline.toString(), "--out=" + out, "--resume");

    assertThat(resumed.out()).startsWith("Going on from checkpoint savepoint-");
    // The books balance, but the rule was broken.
    assertThat(resumed.err()).contains("rule " + RULE).doesNotContain("balance");
    assertThat(resumed.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
    JsonNode summary = new ObjectMapper().readTree(out.resolve(RunFolder.SUMMARY).toFile());
    assertThat(summary.path("read").asLong()).isGreaterThanOrEqualTo(60_000);
    assertThat(summary.path("loaded")).isEqualTo(summary.path("written"));
    assertThat(summary.path("alerts").path("critical").path(RULE).asLong()).isEqualTo(1);
    try (Connection warehouse =
        DriverManager.getConnection("jdbc:duckdb:" + out.resolve(RunFolder.WAREHOUSE))) {
      Comparison rows =
          new Comparison(
              warehouse,
              Comparison.parquet(out.resolve("lake")),
              "strict_payments",
              List.of("origin_stream", "origin_shard", "origin_sequence"));
      assertThat(rows.differences(Set.of())).isEmpty();
      assertThat(rows.rows()).isEqualTo(summary.path("written").asLong());
    }
  }

  /** One that is over before it could be stopped says the same by its exit code. */
  @Test
  void aReplayThatIsOverEndsWithAnExitCode() throws Exception {
    CommandRun run =
        CommandRun.of(
            "replay",
            pipeline.toString(),
            "--input=" + generate(50),
            "--out=" + folder.resolve("short"));

    assertThat(run.exitCode()).as("%s", run).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(run.err()).contains("rule " + RULE);
  }
}
