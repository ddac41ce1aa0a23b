package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.junit.jupiter.api.Test;

class LakeCommitSerializerTest {
  private final SimpleVersionedSerializer<LakeCommit> serializer = PendingFiles.serializer();

  @Test
  void readsBackEveryFileOfACommit() throws IOException {
    LakeCommit commit =
        new LakeCommit(List.of(PendingFiles.named("a"), PendingFiles.named("ä/b")), 12);
    LakeCommit read = serializer.deserialize(serializer.getVersion(), serializer.serialize(commit));
    assertThat(read.checkpointId()).isEqualTo(12);
    assertThat(read.files())
        .extracting(FileSinkCommittable::getPendingFile)
        .containsExactly(new PendingFiles.Pending("a"), new PendingFiles.Pending("ä/b"));
    assertThat(read.files())
        .extracting(FileSinkCommittable::getBucketId)
        .containsOnly("dt=2024-05-01");
  }

  @Test
  void readsACommitThatAnEarlierVersionWroteWithoutItsCheckpoint() throws IOException {
    byte[] bytes = serializer.serialize(new LakeCommit(List.of(PendingFiles.named("a")), 12));
    byte[] before = Arrays.copyOfRange(bytes, Long.BYTES, bytes.length);
    LakeCommit read = serializer.deserialize(1, before);
    assertThat(read.checkpointId()).isEqualTo(LakeCommit.NO_CHECKPOINT);
    assertThat(read.files()).hasSize(1);
  }

  @Test
  void refusesAVersionThatItDoesNotKnow() throws IOException {
    byte[] bytes = serializer.serialize(new LakeCommit(List.of(PendingFiles.named("a")), 12));
    assertThatIOException()
        .isThrownBy(() -> serializer.deserialize(3, bytes))
        .withMessage("lake commit of version 3; this job reads versions up to 2");
  }
}
