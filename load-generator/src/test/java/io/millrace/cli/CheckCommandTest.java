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
  @ValueSource(strings = {"payments", "fraud-handbook", "online-retail"})
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
}
