package io.millrace.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a replay refuses to take up, or to overwrite, and what it says then. */
class ResumeTest {
  private static final UUID RUN = UUID.fromString("01a2048b-43e0-7ee6-93d4-03edf76b6dc7");
  private static final String HASH = Pipelines.open(Pipelines.DEFAULT).hash();

  @TempDir private Path folder;

  private Path out;
  private Path input;

  @BeforeEach
  void writeInput() throws IOException {
    out = folder.resolve("out");
    input = Files.writeString(folder.resolve("events.ndjson"), "{}\n");
  }

  private void died(RunRecord record) throws IOException {
    RunFolder.begin(out, record).close();
  }

  private RunRecord recorded() throws IOException {
    return RunRecord.recorded(RUN, Pipelines.DEFAULT, HASH, ReplayInput.of(input));
  }

  private static RunRecord generated(long events) {
    return RunRecord.generated(RUN, Pipelines.DEFAULT, HASH, events);
  }

  private void refuses(String message, String... options) {
    List<String> args = new ArrayList<>(List.of("replay", "--out=" + out));
    args.addAll(List.of(options));
    CommandRun run = CommandRun.of(args.toArray(String[]::new));
    assertThat(run.err()).isEqualTo("millrace replay: " + message + System.lineSeparator());
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
  }

  /** The pipeline as it is shipped, but for one change. */
  private Path shippedWith(String text, String instead) throws IOException {
    PipelineFiles files = Pipelines.open(Pipelines.DEFAULT);
    Path changed = folder.resolve("changed");
    for (String name : files.names()) {
      Files.createDirectories(changed.resolve(name).getParent());
      Files.write(changed.resolve(name), files.bytes(name));
    }
    String yaml = files.text(PipelineFiles.PIPELINE);
    assertThat(yaml).contains(text);
    Files.writeString(changed.resolve(PipelineFiles.PIPELINE), yaml.replace(text, instead));
    return changed;
  }

  @Test
  void refusesAFolderWithoutAReplay() throws IOException {
    refuses(out + " holds no replay to take up: it has no run.json", "--resume");
    Files.createDirectory(out);
    refuses(out + " holds no replay to take up: it has no run.json", "--resume");
  }

  @Test
  void refusesAReplayThatHasEnded() throws IOException {
    died(recorded());
    Files.writeString(out.resolve(RunFolder.SUMMARY), "{}");
    refuses(
        out + " holds a replay that has ended: there is nothing to take up; leave --resume out",
        "--resume");
  }

  @Test
  void doesNotOverwriteAReplayThatDidNotEnd() throws IOException {
    died(recorded());
    refuses(
        out
            + " holds a replay that did not end; take it up with --resume, or name a new folder"
            + " with --out",
        "--input=" + input);
  }

  @Test
  void refusesAnotherPipeline() throws IOException {
    died(recorded());
    refuses(
        "the replay in "
            + out
            + " is of pipeline payments, got fraud-handbook; name that pipeline to take it up",
        "fraud-handbook",
        "--resume");
  }

  @Test
  void refusesAPipelineThatHasChanged() throws IOException {
    died(recorded());
    Path changed = shippedWith("lake:\n", "# another\nlake:\n");
    refuses(
        "pipeline payments has changed since the replay in "
            + out
            + " began (hash "
            + HASH
            + " then, "
            + PipelineFiles.read(changed).hash()
            + " now), and its state was made by the former; bring that back, or replay again with"
            + " another --out",
        changed.toString(),
        "--resume");
  }

  @Test
  void refusesAnotherInput() throws IOException {
    died(recorded());
    Path other = Files.writeString(folder.resolve("other.ndjson"), "{}\n");
    refuses(
        "the replay in "
            + out
            + " reads "
            + input
            + ", got --input "
            + other
            + "; leave --input out to take it up",
        "--input=" + other,
        "--resume");
  }

  @Test
  void refusesAnInputForEventsThatItGenerated() throws IOException {
    died(generated(10));
    refuses(
        "the replay in "
            + out
            + " reads events that it generated, got --input "
            + input
            + "; leave --input out to take it up",
        "--input=" + input,
        "--resume");
  }

  @Test
  void refusesAnInputThatHasChanged() throws IOException {
    died(recorded());
    Files.writeString(input, "{}\n{}\n");
    refuses(
        input
            + " held 3 bytes when the replay in "
            + out
            + " began, and holds 6 now; bring the files back as they were, or replay again with"
            + " another --out",
        "--resume");
  }

  @Test
  void refusesAnotherNumberOfEvents() throws IOException {
    died(generated(10));
    refuses(
        "the replay in "
            + out
            + " reads 10 events that it generated, got --events 11; leave --events out to take it"
            + " up",
        "--events=11",
        "--resume");
  }

  @Test
  void refusesToGenerateForAReplayOfRecordedEvents() throws IOException {
    died(recorded());
    refuses(
        "the replay in "
            + out
            + " reads "
            + input
            + ", got --events 200000; leave --events out to take it up",
        "--events=200000",
        "--resume");
  }

  @Test
  void refusesResultsThatNoCheckpointAccountsFor() throws IOException {
    died(recorded());
    Path hour = Files.createDirectories(out.resolve("lake/dt=2026-06-01/hour=00"));
    Files.createFile(hour.resolve("part-0.parquet"));
    refuses(
        out
            + " holds results, but no checkpoint to go on from, and from the beginning it would"
            + " write them twice; remove it, or replay again with another --out",
        "--resume");
  }

  @Test
  void refusesAReplayThatIsStillRunning() throws IOException {
    RunFolder running = RunFolder.begin(out, recorded());
    try (running) {
      refuses(
          "another process is still writing to " + out + "; wait for it, or end it first",
          "--resume");
    }
  }

  @Test
  void refusesARecordThatItCannotRead() throws IOException {
    died(recorded());
    Files.writeString(out.resolve(RunFolder.RECORD), "{\"runId\": ");
    assertThatThrownBy(() -> RunFolder.takeUp(out))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(out.resolve(RunFolder.RECORD) + " does not say which replay")
        .hasMessageEndingWith("; replay again with another --out");
    Files.writeString(out.resolve(RunFolder.RECORD), "{\"pipeline\": \"payments\"}");
    assertThatThrownBy(() -> RunFolder.takeUp(out)).isInstanceOf(UserException.class);
  }

  @Test
  void leavesNoFolderBehindWhereAReplayCannotBegin() {
    for (String[] wrong :
        new String[][] {{"--events=0"}, {"--input=nowhere.avro"}, {"online-retail"}}) {
      List<String> args = new ArrayList<>(List.of("replay", "--out=" + out));
      args.addAll(List.of(wrong));
      assertThat(CommandRun.of(args.toArray(String[]::new)).exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(out).doesNotExist();
    }
  }

  @Test
  void namesTheFolderThatItLooksForWithoutOut() throws IOException {
    Path renamed = shippedWith("pipeline: payments\n", "pipeline: never-replayed\n");

    CommandRun run = CommandRun.of("replay", renamed.toString(), "--resume");

    assertThat(run.err())
        .contains(
            "there is no "
                + Path.of("out", "never-replayed")
                + "; name the folder of the replay to take up with --out");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
