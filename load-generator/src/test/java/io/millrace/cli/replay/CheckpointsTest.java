package io.millrace.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir private Path folder;

  private void checkpoint(String name, String... files) throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve(name));
    for (String file : files) {
      Files.createFile(checkpoint.resolve(file));
    }
  }

  @Test
  void theNewestHasTheHighestNumberOfAllJobs() throws IOException {
    checkpoint("b-first-job/chk-2", "_metadata");
    checkpoint("b-first-job/chk-9", "_metadata");
    checkpoint("a-second-job/chk-10", "_metadata", "state");

    assertThat(new Checkpoints(folder).newest())
        .hasValue(folder.resolve("a-second-job").resolve("chk-10"));
  }

  @Test
  void oneThatWasNotCompletedCountsForNothing() throws IOException {
    checkpoint("job/chk-1", "_metadata");
    checkpoint("job/chk-2", "._metadata.inprogress.0815", "state");
    checkpoint("job/shared", "_metadata");
    checkpoint("job/taskowned");

    assertThat(new Checkpoints(folder).newest()).hasValue(folder.resolve("job").resolve("chk-1"));
  }

  @Test
  void thereMayBeNone() throws IOException {
    assertThat(new Checkpoints(folder).newest()).isEmpty();
    assertThat(new Checkpoints(folder.resolve("missing")).newest()).isEmpty();
  }
}
