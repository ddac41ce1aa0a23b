package io.millrace.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.job.lake.CommitStep;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lab, with two kills and one full disk; {@code -Dmillrace.crash.kills=100} for as many as the
 * command makes by itself.
 */
class CrashCommandIT {
  @TempDir private Path folder;

  @Test
  void killedReplaysLoseNothingAndHaveNothingTwice(TestReporter report) throws Exception {
    int kills = Integer.getInteger("millrace.crash.kills", 2);
    long seed = Long.getLong("millrace.seed", System.nanoTime() % 1_000_000);
    report.publishEntry("seed", String.valueOf(seed));
    Path out = folder.resolve("lab");

    CommandRun run =
        CommandRun.of(
            "crash",
            "--kills=" + kills,
            "--full-disk=1",
            "--events=6000",
            "--seed=" + seed,
            "--out=" + out);

    String told = "seed " + seed + ": " + run.out() + run.err();
    boolean everyStep = kills >= 2 * CommitStep.values().length;
    // Where nobody died the command says so: what it did not try it does not call good.
    assertThat(run.exitCode()).as(told).isEqualTo(everyStep ? ExitCode.OK : ExitCode.CHECK_FAILED);
    assertThat(run.err().contains("nobody died")).as(told).isNotEqualTo(everyStep);
    assertThat(run.out()).as(told).doesNotContain("DIFFERS");
    // Only who may mount a file system can have a full one.
    assertThat(run.out().contains("disk full 1 times"))
        .as(told)
        .isNotEqualTo(run.out().contains("full disk: skipped"));
    for (Output output : Output.values()) {
      assertThat(run.out().lines())
          .as(told)
          .anyMatch(
              line -> line.matches(output.words() + " +([\\d,]+) +\\1 +0 +0 +(\\d+) of \\2 runs"));
    }
    assertThat(Files.readAllLines(out.resolve("kills.csv"))).as(told).hasSize(kills + 1);
  }
}
