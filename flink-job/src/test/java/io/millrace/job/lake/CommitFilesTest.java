package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitFilesTest {
  private static final int WRITERS = 3;

  /** What was committed, each commit on a line. Static, since the operator is serialized. */
  private static final List<String> COMMITS = new CopyOnWriteArrayList<>();

  private OneInputStreamOperatorTestHarness<
          CommittableMessage<FileSinkCommittable>, CommittableMessage<FileSinkCommittable>>
      harness;

  @BeforeEach
  void start() throws Exception {
    COMMITS.clear();
    harness = harness();
    harness.getStreamConfig().setCheckpointingEnabled(true);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void commitsTheFilesOfAllWritersTogetherWhenTheirCheckpointIsComplete() throws Exception {
    write(0, 1, "a", "b");
    write(1, 1);
    write(2, 1, "c");
    harness.snapshot(1, 1);
    write(1, 2, "d");
    assertThat(COMMITS).isEmpty();

    harness.notifyOfCompletedCheckpoint(1);
    assertThat(COMMITS).containsExactly("a b c");

    harness.snapshot(2, 2);
    harness.notifyOfCompletedCheckpoint(2);
    assertThat(COMMITS).containsExactly("a b c", "d");
    assertThat(harness.getOutput()).isEmpty();
  }

  @Test
  void leavesTheLastFilesToTheCheckpointThatFollowsTheEndOfTheInput() throws Exception {
    write(0, 1, "a");
    harness.snapshot(1, 1);
    write(0, CommittableMessage.EOI, "b");
    write(1, CommittableMessage.EOI, "c");
    harness.endInput();

    harness.notifyOfCompletedCheckpoint(1);
    assertThat(COMMITS).containsExactly("a");

    harness.snapshot(2, 2);
    harness.notifyOfCompletedCheckpoint(2);
    assertThat(COMMITS).containsExactly("a", "b c");
  }

  @Test
  void takesTheCheckpointsOfWritersThatOutliveAnother() throws Exception {
    write(0, CommittableMessage.EOI, "ended");
    write(1, 5, "a");
    harness.snapshot(5, 5);
    write(1, 6, "b");
    harness.snapshot(6, 6);
    harness.notifyOfCompletedCheckpoint(6);
    assertThat(COMMITS).containsExactly("ended a", "b");
  }

  @Test
  void commitsTheFilesOfAFailedCheckpointWithTheNext() throws Exception {
    write(0, 1, "a");
    harness.snapshot(1, 1);
    harness.getOperator().notifyCheckpointAborted(1);
    write(0, 2, "b");
    harness.snapshot(2, 2);
    harness.notifyOfCompletedCheckpoint(2);
    assertThat(COMMITS).containsExactly("a", "b");
  }

  @Test
  void commitsWhatARestoredCheckpointHoldsAndNothingElse() throws Exception {
    write(0, 1, "complete");
    harness.snapshot(1, 1);
    write(0, 2, "held");
    OperatorSubtaskState checkpoint = harness.snapshot(2, 2);
    write(0, 3, "lost");

    restore(checkpoint);
    assertThat(COMMITS).containsExactly("complete", "held");

    write(0, 3, "again");
    restore(harness.snapshot(3, 3));
    assertThat(COMMITS).containsExactly("complete", "held", "again");
  }

  @Test
  void keepsNoCommitInStateThatIsDone() throws Exception {
    write(0, 1, "a");
    harness.snapshot(1, 1);
    harness.notifyOfCompletedCheckpoint(1);
    OperatorSubtaskState checkpoint = harness.snapshot(2, 2);
    COMMITS.clear();

    restore(checkpoint);
    assertThat(COMMITS).isEmpty();
  }

  @Test
  void commitsAtTheEndOfTheInputWhereThereAreNoCheckpoints() throws Exception {
    harness.close();
    harness = harness();
    harness.getStreamConfig().setCheckpointingEnabled(false);
    harness.open();
    write(0, CommittableMessage.EOI, "a");
    write(1, CommittableMessage.EOI, "b");
    assertThat(COMMITS).isEmpty();
    harness.endInput();
    assertThat(COMMITS).containsExactly("a b");
  }

  private static OneInputStreamOperatorTestHarness<
          CommittableMessage<FileSinkCommittable>, CommittableMessage<FileSinkCommittable>>
      harness() throws Exception {
    OneInputStreamOperatorTestHarness<
            CommittableMessage<FileSinkCommittable>, CommittableMessage<FileSinkCommittable>>
        harness =
            new OneInputStreamOperatorTestHarness<>(
                new CommitFiles(
                    PendingFiles::serializer,
                    context ->
                        new LakeCommitter(
                            new PublishEach(new Silent()),
                            new Recorder(),
                            CommitSteps.none(),
                            "lake")));
    harness.setup(
        CommittableMessageTypeInfo.of(PendingFiles::fileSerializer)
            .createSerializer(new SerializerConfigImpl()));
    return harness;
  }

  private void restore(OperatorSubtaskState checkpoint) throws Exception {
    harness.close();
    harness = harness();
    harness.getStreamConfig().setCheckpointingEnabled(true);
    harness.initializeState(checkpoint);
    harness.open();
  }

  private void write(int writer, long checkpoint, String... files) throws Exception {
    process(new CommittableSummary<>(writer, WRITERS, checkpoint, files.length, files.length, 0));
    for (String file : files) {
      process(new CommittableWithLineage<>(PendingFiles.named(file), checkpoint, writer));
    }
  }

  private void process(CommittableMessage<FileSinkCommittable> message) throws Exception {
    harness.processElement(message, 0);
  }

  /** Commits nothing: what is committed together is what the listener hears of. */
  private static final class Silent implements Committer<FileSinkCommittable> {
    @Override
    public void commit(Collection<CommitRequest<FileSinkCommittable>> requests) {}

    @Override
    public void close() {}
  }

  private static final class Recorder implements CommitListener {
    @Override
    public void committed(List<LakeFile> files, long checkpointId) {
      COMMITS.add(
          files.stream()
              .map(file -> Path.of(file.path()).getFileName().toString())
              .collect(Collectors.joining(" ")));
    }

    @Override
    public void close() {}
  }
}
