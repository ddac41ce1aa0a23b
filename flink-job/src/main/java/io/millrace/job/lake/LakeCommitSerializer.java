package io.millrace.job.lake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** A commit as the number of its files, and each in the versioned form of Flink's file sink. */
final class LakeCommitSerializer implements SimpleVersionedSerializer<LakeCommit> {
  private static final int VERSION = 1;

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
    out.writeInt(commit.files().size());
    for (FileSinkCommittable committable : commit.files()) {
      SimpleVersionedSerialization.writeVersionAndSerialize(file, committable, out);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public LakeCommit deserialize(int version, byte[] bytes) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "lake commit of version " + version + "; this job reads version " + VERSION);
    }
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    int size = in.readInt();
    List<FileSinkCommittable> files = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      files.add(SimpleVersionedSerialization.readVersionAndDeSerialize(file, in));
    }
    return new LakeCommit(files);
  }
}
