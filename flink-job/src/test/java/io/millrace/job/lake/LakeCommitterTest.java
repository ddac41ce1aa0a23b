package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobInfo;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.TaskInfoImpl;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.metrics.groups.SinkCommitterMetricGroup;
import org.junit.jupiter.api.Test;

class LakeCommitterTest {
  private final List<String> log = new ArrayList<>();
  private Consumer<CommitRequest<FileSinkCommittable>> outcome = request -> {};

  @Test
  void makesFilesVisibleBeforeItTellsTheListener() throws Exception {
    LakeCommitter committer = committer(0);
    commit(committer, "aa", "b");
    assertThat(log)
        .containsExactly("open", "visible /lake/aa", "visible /lake/b", "told aa 2, b 1");
  }

  @Test
  void tellsTheListenerOfFilesThatWereVisibleAlready() throws Exception {
    outcome = CommitRequest::signalAlreadyCommitted;
    LakeCommitter committer = committer(0);
    commit(committer, "a");
    assertThat(log).endsWith("told a 1");
  }

  @Test
  void failsTheJobWhenAFileCannotBeCommittedAndTellsNobody() throws IOException {
    LakeCommitter committer = committer(0);
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
  void anotherSubtaskOpensAListenerOnlyWhenACommitComesToIt() throws Exception {
    LakeCommitter committer = committer(1);
    assertThat(log).isEmpty();
    commit(committer, "a");
    commit(committer, "b");
    committer.close();
    assertThat(log)
        .containsExactly(
            "visible /lake/a",
            "open",
            "told a 1",
            "visible /lake/b",
            "told b 1",
            "close listener",
            "close files");
  }

  @Test
  void closesTheFilesThoughTheListenerFails() throws Exception {
    LakeCommitter failing =
        LakeCommitter.open(
            new Files(),
            metrics ->
                new CommitListener() {
                  @Override
                  public void committed(List<LakeFile> files) {}

                  @Override
                  public void close() throws IOException {
                    throw new IOException("listener");
                  }
                },
            new Context(0));
    assertThatThrownBy(failing::close).hasMessage("listener");
    assertThat(log).containsExactly("close files");
  }

  private static void commit(LakeCommitter committer, String... names)
      throws IOException, InterruptedException {
    List<FileSinkCommittable> files = new ArrayList<>();
    for (String name : names) {
      files.add(PendingFiles.named(name));
    }
    committer.commit(List.of(new Request(new LakeCommit(files))));
  }

  private LakeCommitter committer(int subtask) throws IOException {
    return LakeCommitter.open(
        new Files(),
        metrics -> {
          log.add("open");
          return new Listener();
        },
        new Context(subtask));
  }

  private final class Listener implements CommitListener {
    @Override
    public void committed(List<LakeFile> files) {
      List<String> told = new ArrayList<>();
      for (LakeFile file : files) {
        told.add(file.path().substring("/lake/".length()) + ' ' + file.bytes());
      }
      log.add("told " + String.join(", ", told));
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

  private record Request(LakeCommit getCommittable) implements CommitRequest<LakeCommit> {
    @Override
    public int getNumberOfRetries() {
      return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable fault) {
      throw new AssertionError(fault);
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable fault) {
      throw new AssertionError(fault);
    }

    @Override
    public void retryLater() {
      throw new AssertionError("Flink would retry in a tight loop");
    }

    @Override
    public void updateAndRetryLater(LakeCommit update) {
      throw new AssertionError("Flink would retry in a tight loop");
    }

    @Override
    public void signalAlreadyCommitted() {
      throw new AssertionError("known to the files, not to the commit");
    }
  }

  private record Context(int subtask) implements CommitterInitContext {
    @Override
    public SinkCommitterMetricGroup metricGroup() {
      return null;
    }

    @Override
    public OptionalLong getRestoredCheckpointId() {
      return OptionalLong.empty();
    }

    @Override
    public JobInfo getJobInfo() {
      throw new UnsupportedOperationException();
    }

    @Override
    public TaskInfo getTaskInfo() {
      return new TaskInfoImpl("committer", 4, subtask, 4, 0);
    }
  }
}
