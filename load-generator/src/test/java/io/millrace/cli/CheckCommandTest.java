package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"payments", "fraud-handbook", "online-retail", "metrics-nab"})
  void printsThePlanOfABuiltInPipeline(String name) {
    CommandRun run = CommandRun.of("check", name);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .startsWith("Pipeline " + name + " ")
        .contains("Stages", "Columns", "Row rules", "Window rules", "Lineage");
  }

  @Test
  void namesEveryFaultOfAFolderAtOnce() throws IOException {
    String pipeline = Pipelines.open("payments").text("pipeline.yaml");
    Files.writeString(
        folder.resolve("pipeline.yaml"),
        pipeline
            .replace("ordering: 5s", "ordering: soon")
            .replace("deduplicate:", "deduplicat:")
            .replace("mean(amount)", "mean(amuont)"));
    Files.writeString(folder.resolve("event.avsc"), Pipelines.open("payments").text("event.avsc"));
    Files.writeString(folder.resolve("rules.dqdl"), "Rules = [ IsComplete \"custmer_id\" ]");

    CommandRun run = CommandRun.of("check", folder.toString());

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("millrace check: " + folder)
        .contains("soon", "deduplicat", "amuont", "custmer_id")
        .doesNotContain("\tat ");
  }

  @Test
  void saysWhichPipelinesThereAreWhenItFindsNone() {
    CommandRun run = CommandRun.of("check", "paymets");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("'paymets'").contains("payments");
  }

  @ParameterizedTest
  @ValueSource(strings = {"payments", "fraud-handbook", "online-retail"})
  void printsTheFeaturesOfABuiltInPipelineAsSql(String name) {
    CommandRun flink = CommandRun.of("check", name, "--sql", "flink", "--lake", "/data/lake");
    CommandRun duckDb = CommandRun.of("check", name, "--sql", "duckdb", "--lake", "/data/lake");

    assertThat(flink.err() + duckDb.err()).isEmpty();
    assertThat(flink.out())
        .startsWith("CREATE TEMPORARY FUNCTION IF NOT EXISTS millrace_")
        .contains("'path' = '/data/lake'", "late_in_windows");
    assertThat(duckDb.out())
        .startsWith("WITH _events AS (")
        .contains("read_parquet('/data/lake/**/*.parquet'", "late_in_windows");
  }

  @Test
  void saysWhichFunctionADatabaseLacks() throws IOException {
    for (String file : new String[] {"event.avsc", "rules.dqdl"}) {
      Files.writeString(folder.resolve(file), Pipelines.open("fraud-handbook").text(file));
    }
    Files.writeString(
        folder.resolve("pipeline.yaml"),
        Pipelines.open("fraud-handbook")
            .text("pipeline.yaml")
            .replace(
                "customer_count: count()",
                "customer_count: \"count(night, where: isNight(tx_datetime))\""));

    CommandRun run = CommandRun.of("check", folder.toString(), "--sql", "duckdb");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("got 'isNight'; derive a column from it and use that");
  }
}
