package io.millrace.job.lake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.connector.file.sink.FileSinkCommittableSerializer;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.InProgressFileWriter.InProgressFileRecoverable;
import org.apache.flink.streaming.api.functions.sink.filesystem.InProgressFileWriter.PendingFileRecoverable;

/** Committables of files that nobody wrote. */
final class PendingFiles {
  private PendingFiles() {}

  static FileSinkCommittable named(String name) {
    return new FileSinkCommittable("dt=2024-05-01", new Pending(name));
  }

  static SimpleVersionedSerializer<LakeCommit> serializer() {
    return new LakeCommitSerializer(fileSerializer());
  }

  static SimpleVersionedSerializer<FileSinkCommittable> fileSerializer() {
    return new FileSinkCommittableSerializer(new NameSerializer(), new NoSerializer());
  }

  /** A file of as many bytes as its name has letters. */
  record Pending(String name) implements PendingFileRecoverable {
    @Override
    public Path getPath() {
      return new Path(name.startsWith("/") ? name : "/lake/" + name);
    }

    @Override
    public long getSize() {
      return name.length();
    }
  }

  private static final class NameSerializer
      implements SimpleVersionedSerializer<PendingFileRecoverable> {
    @Override
    public int getVersion() {
      return 9;
    }

    @Override
    public byte[] serialize(PendingFileRecoverable file) {
      return ((Pending) file).name().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public PendingFileRecoverable deserialize(int version, byte[] bytes) throws IOException {
      if (version != getVersion()) {
        throw new IOException("version " + version);
      }
      return new Pending(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private static final class NoSerializer
      implements SimpleVersionedSerializer<InProgressFileRecoverable> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(InProgressFileRecoverable file) {
      throw new UnsupportedOperationException("no file is in progress");
    }

    @Override
    public InProgressFileRecoverable deserialize(int version, byte[] bytes) {
      throw new UnsupportedOperationException("no file is in progress");
    }
  }
}
