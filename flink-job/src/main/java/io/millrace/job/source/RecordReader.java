package io.millrace.job.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Finds records of a file by their ordinals, with the bytes that the job got. It reads forward:
 * ordinals that rise cost one pass through the file together. For one thread.
 */
public final class RecordReader implements Closeable {
  private final Path path;
  private final Schema schema;
  private RecordFile file;
  private long next;

  /**
   * A reader that has not opened its file yet.
   *
   * @param schema of the pipeline's events
   */
  public RecordReader(Path path, Schema schema) {
    this.path = path;
    this.schema = schema;
  }

  /**
   * The bytes of a record; empty when the file ends before it.
   *
   * @param ordinal counted from 0
   * @throws java.io.FileNotFoundException when the file is not there any more
   */
  public Optional<byte[]> read(long ordinal) throws IOException {
    if (file == null || ordinal < next) {
      close();
      file = open(path, schema);
      next = 0;
    }
    file.skip(ordinal - next);
    RecordFile.Entry entry = file.next();
    next = ordinal + 1;
    return Optional.ofNullable(entry).map(RecordFile.Entry::payload);
  }

  /** Opens a file by the ending of its name; one that cannot be read is one record. */
  static RecordFile open(Path path, Schema schema) throws IOException {
    FileSystem fileSystem = path.getFileSystem();
    FSDataInputStream stream = fileSystem.open(path);
    try {
      if (RecordFiles.isAvro(path.getName())) {
        long length = fileSystem.getFileStatus(path).getLen();
        return new AvroContainerFile(new FlinkSeekableInput(stream, length), schema);
      }
      return new LineFile(stream, RecordFiles.isGzipped(path.getName()));
    } catch (DamagedException e) {
      // One file that cannot be read stops no other: it is one dead letter.
      stream.seek(0);
      return new UnreadableFile(stream, "the file " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
