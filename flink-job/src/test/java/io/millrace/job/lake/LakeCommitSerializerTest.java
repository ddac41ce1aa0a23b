package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.List;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.junit.jupiter.api.Test;

class LakeCommitSerializerTest {
  private final SimpleVersionedSerializer<LakeCommit> serializer = PendingFiles.serializer();

  @Test
  void readsBackEveryFileOfACommit() throws IOException {
    LakeCommit commit = new LakeCommit(List.of(PendingFiles.named("a"), PendingFiles.named("ä/b")));
    LakeCommit read = serializer.deserialize(serializer.getVersion(), serializer.serialize(commit));
    assertThat(read.files())
        .extracting(FileSinkCommittable::getPendingFile)
        .containsExactly(new PendingFiles.Pending("a"), new PendingFiles.Pending("ä/b"));
    assertThat(read.files())
        .extracting(FileSinkCommittable::getBucketId)
        .containsOnly("dt=2024-05-01");
  }

  @Test
  void refusesAVersionThatItDoesNotKnow() throws IOException {
    byte[] bytes = serializer.serialize(new LakeCommit(List.of(PendingFiles.named("a"))));
    assertThatIOException()
        .isThrownBy(() -> serializer.deserialize(2, bytes))
        .withMessage("lake commit of version 2; this job reads version 1");
  }
}
