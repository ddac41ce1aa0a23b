package io.millrace.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.lake.CommitStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CommitTraceTest {
  private static final Place BETWEEN = new Place(CommitStep.BETWEEN_FILES, "lake");
  private static final Place BEFORE = new Place(CommitStep.BEFORE_FILES, "dead-letter");

  @TempDir private Path folder;

  @Test
  void writesEachStepAndReadsThemFromAPositionOn() throws Exception {
    Path file = folder.resolve("steps.txt");
    CommitTrace trace = CommitTrace.to(file);
    trace.at(BEFORE.step(), BEFORE.output());
    long position = CommitTrace.length(file);
    trace.at(BETWEEN.step(), BETWEEN.output());
    assertThat(CommitTrace.read(file, 0)).containsExactly(BEFORE, BETWEEN);
    assertThat(CommitTrace.read(file, position)).containsExactly(BETWEEN);
    assertThat(CommitTrace.isHeld(file, 0)).isFalse();
  }

  @Test
  void leavesOutALineThatAProcessDiedOver() throws Exception {
    Path file = folder.resolve("steps.txt");
    CommitTrace.to(file).at(BEFORE.step(), BEFORE.output());
    Files.writeString(file, "BETWEEN_FI", StandardOpenOption.APPEND);
    assertThat(CommitTrace.read(file, 0)).containsExactly(BEFORE);
  }

  @Test
  @Timeout(30)
  void holdsTheCommitAtTheChosenOccurrenceHoweverOftenItIsInterrupted() throws Exception {
    Path file = folder.resolve("steps.txt");
    CommitTrace trace =
        CommitTrace.fromArgument(CommitTrace.to(file).holdingAt(BETWEEN, 2).toArgument());
    Thread commit =
        new Thread(
            () -> {
              try {
                trace.at(BETWEEN.step(), BETWEEN.output());
                trace.at(BEFORE.step(), BEFORE.output());
                trace.at(BETWEEN.step(), BETWEEN.output());
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    commit.setDaemon(true);
    commit.start();
    while (!CommitTrace.isHeld(file, 0)) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    commit.interrupt();
    commit.join(50);
    assertThat(commit.isAlive()).isTrue();
    assertThat(CommitTrace.read(file, 0)).containsExactly(BETWEEN, BEFORE, BETWEEN);
  }
}
