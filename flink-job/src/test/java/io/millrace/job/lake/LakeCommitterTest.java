package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.junit.jupiter.api.Test;

class LakeCommitterTest {
  private final List<String> log = new ArrayList<>();
  private Consumer<CommitRequest<FileSinkCommittable>> outcome = request -> {};

  @Test
  void makesFilesVisibleBeforeItTellsTheListener() throws Exception {
    LakeCommitter committer = committer();
    commit(committer, "aa", "b");
    assertThat(log)
        .containsExactly("visible /lake/aa", "visible /lake/b", "told aa 2, b 1 of checkpoint 7");
  }

  @Test
  void tellsTheListenerOfFilesThatWereVisibleAlready() throws Exception {
    outcome = CommitRequest::signalAlreadyCommitted;
    LakeCommitter committer = committer();
    commit(committer, "a");
    assertThat(log).endsWith("told a 1 of checkpoint 7");
  }

  @Test
  void saysEachStepWhenItIsReached() throws Exception {
    CommitSteps steps = (step, output) -> log.add(step + " of " + output);
    commit(
        new LakeCommitter(new PublishEach(new Files()), new Listener(), steps, "lake"), "a", "b");
    assertThat(log)
        .containsExactly(
            "BEFORE_FILES of lake",
            "visible /lake/a",
            "BETWEEN_FILES of lake",
            "visible /lake/b",
            "AFTER_FILES of lake",
            "told a 1, b 1 of checkpoint 7",
            "BEFORE_TOLD of lake");
  }

  @Test
  void failsTheJobWhenAFileCannotBeCommittedAndTellsNobody() {
    LakeCommitter committer = committer();
    for (Consumer<CommitRequest<FileSinkCommittable>> fault :
        List.<Consumer<CommitRequest<FileSinkCommittable>>>of(
            request -> request.signalFailedWithKnownReason(new IOException("gone")),
            request -> request.signalFailedWithUnknownReason(new IOException("gone")),
            CommitRequest::retryLater,
            request -> request.updateAndRetryLater(request.getCommittable()))) {
      outcome = fault;
      assertThatIllegalStateException()
          .isThrownBy(() -> commit(committer, "a"))
          .withMessageContaining("a file of the lake could not be committed");
    }
    assertThat(log).noneMatch(line -> line.startsWith("told"));
  }

  @Test
  void closesTheFilesThoughTheListenerFails() {
    LakeCommitter failing =
        new LakeCommitter(
            new PublishEach(new Files()),
            new CommitListener() {
              @Override
              public void committed(List<LakeFile> files, long checkpointId) {}

              @Override
              public void close() throws IOException {
                throw new IOException("listener");
              }
            },
            CommitSteps.none(),
            "lake");
    assertThatThrownBy(failing::close).hasMessage("listener");
    assertThat(log).containsExactly("close files");
  }

  private static void commit(LakeCommitter committer, String... names)
      throws IOException, InterruptedException {
    List<FileSinkCommittable> files = new ArrayList<>();
    for (String name : names) {
      files.add(PendingFiles.named(name));
    }
    committer.commit(new LakeCommit(files, 7));
  }

  private LakeCommitter committer() {
    return new LakeCommitter(
        new PublishEach(new Files()), new Listener(), CommitSteps.none(), "lake");
  }

  private final class Listener implements CommitListener {
    @Override
    public void committed(List<LakeFile> files, long checkpointId) {
      List<String> told = new ArrayList<>();
      for (LakeFile file : files) {
        told.add(file.path().substring("/lake/".length()) + ' ' + file.bytes());
      }
      log.add("told " + String.join(", ", told) + " of checkpoint " + checkpointId);
    }

    @Override
    public void close() {
      log.add("close listener");
    }
  }

  private final class Files implements Committer<FileSinkCommittable> {
    @Override
    public void commit(Collection<CommitRequest<FileSinkCommittable>> requests) {
      for (CommitRequest<FileSinkCommittable> request : requests) {
        outcome.accept(request);
        log.add("visible " + request.getCommittable().getPendingFile().getPath());
      }
    }

    @Override
    public void close() {
      log.add("close files");
    }
  }
}
