package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FoldCommitsTest {
  private static final int WRITERS = 3;

  private OneInputStreamOperatorTestHarness<
          CommittableMessage<FileSinkCommittable>, CommittableMessage<LakeCommit>>
      harness;

  @BeforeEach
  void open() throws Exception {
    harness = new OneInputStreamOperatorTestHarness<>(new FoldCommits());
    harness.setup(
        CommittableMessageTypeInfo.of(PendingFiles::serializer)
            .createSerializer(new SerializerConfigImpl()));
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void foldsTheFilesOfAllWritersIntoOneCommitACheckpoint() throws Exception {
    write(0, 1, "a", "b");
    write(1, 1);
    write(2, 1, "c");
    assertThat(commits()).isEmpty();

    harness.prepareSnapshotPreBarrier(1);
    assertThat(commits()).containsExactly("1: a b c");

    write(2, 2, "d");
    write(0, 2, "e");
    write(1, 2, "f");
    harness.prepareSnapshotPreBarrier(2);
    assertThat(commits()).containsExactly("1: a b c", "2: d e f");
  }

  @Test
  void announcesEachCommitAsTheOneOfItsCheckpoint() throws Exception {
    write(0, 7, "a");
    harness.prepareSnapshotPreBarrier(7);
    assertThat(messages().get(0))
        .isInstanceOfSatisfying(
            CommittableSummary.class,
            summary -> {
              assertThat(summary.getNumberOfSubtasks()).isEqualTo(1);
              assertThat(summary.getNumberOfCommittables()).isEqualTo(1);
              assertThat(summary.getCheckpointIdOrEOI()).isEqualTo(7);
            });
    assertThat(messages()).hasSize(2);
  }

  @Test
  void saysNothingWhereNoFileWasFinished() throws Exception {
    write(0, 1);
    write(1, 1);
    write(2, 1);
    harness.prepareSnapshotPreBarrier(1);
    harness.endInput();
    assertThat(messages()).isEmpty();
  }

  @Test
  void commitsTheLastFilesAtTheEndOfTheInput() throws Exception {
    write(0, CommittableMessage.EOI, "a");
    write(1, CommittableMessage.EOI, "b");
    harness.endInput();
    assertThat(commits()).containsExactly(CommittableMessage.EOI + ": a b");
  }

  @Test
  void commitsTheCheckpointsOfWritersThatOutliveAnother() throws Exception {
    write(0, CommittableMessage.EOI, "ended");
    write(1, 5, "a");
    write(2, 5, "b");
    harness.prepareSnapshotPreBarrier(5);
    write(1, 6, "c");
    write(2, 6);
    harness.prepareSnapshotPreBarrier(6);
    assertThat(commits()).containsExactly("5: ended a b", "6: c");
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

  private List<CommittableMessage<LakeCommit>> messages() {
    return harness.extractOutputValues();
  }

  /** Commits as checkpoint and file names. */
  private List<String> commits() {
    List<String> commits = new ArrayList<>();
    for (CommittableMessage<LakeCommit> message : messages()) {
      if (message instanceof CommittableWithLineage<LakeCommit> commit) {
        StringBuilder text = new StringBuilder().append(message.getCheckpointIdOrEOI()).append(':');
        for (FileSinkCommittable file : commit.getCommittable().files()) {
          text.append(' ').append(file.getPendingFile().getPath().getName());
        }
        commits.add(text.toString());
      }
    }
    return commits;
  }
}
