package io.millrace.job.lake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * A commit as its checkpoint, the number of its files, and each in the versioned form of Flink's
 * file sink. Version 1 did not tell the checkpoint.
 */
final class LakeCommitSerializer implements SimpleVersionedSerializer<LakeCommit> {
  private static final int VERSION = 2;
  private static final int WITHOUT_CHECKPOINT = 1;

  private final SimpleVersionedSerializer<FileSinkCommittable> file;

  LakeCommitSerializer(SimpleVersionedSerializer<FileSinkCommittable> file) {
    this.file = file;
  }

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(LakeCommit commit) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    out.writeLong(commit.checkpointId());
    out.writeInt(commit.files().size());
    for (FileSinkCommittable committable : commit.files()) {
      SimpleVersionedSerialization.writeVersionAndSerialize(file, committable, out);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public LakeCommit deserialize(int version, byte[] bytes) throws IOException {
    if (version != VERSION && version != WITHOUT_CHECKPOINT) {
      throw new IOException(
          "lake commit of version " + version + "; this job reads versions up to " + VERSION);
    }
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    long checkpoint = version == WITHOUT_CHECKPOINT ? LakeCommit.NO_CHECKPOINT : in.readLong();
    int size = in.readInt();
    List<FileSinkCommittable> files = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      files.add(SimpleVersionedSerialization.readVersionAndDeSerialize(file, in));
    }
    return new LakeCommit(files, checkpoint);
  }
}
