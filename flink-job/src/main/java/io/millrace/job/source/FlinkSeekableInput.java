package io.millrace.job.source;

import java.io.IOException;
import org.apache.avro.file.SeekableInput;
import org.apache.flink.core.fs.FSDataInputStream;

/** A file of Flink's file systems, as Avro reads it. */
final class FlinkSeekableInput implements SeekableInput {
  private final FSDataInputStream stream;
  private final long length;

  FlinkSeekableInput(FSDataInputStream stream, long length) {
    this.stream = stream;
    this.length = length;
  }

  @Override
  public void seek(long position) throws IOException {
    stream.seek(position);
  }

  @Override
  public long tell() throws IOException {
    return stream.getPos();
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    return stream.read(into, offset, count);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
