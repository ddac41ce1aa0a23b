package io.millrace.job.source;

import java.io.Closeable;
import java.io.IOException;
import org.apache.avro.file.SeekableInput;

/** Reads Avro's primitives from a file through a buffer, and never past the file's end. */
final class AvroInput implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final SeekableInput file;
  private final long length;
  private final byte[] buffer = new byte[BUFFER];
  private long bufferStart;
  private int at;
  private int limit;

  AvroInput(SeekableInput file) throws IOException {
    this.file = file;
    this.length = file.length();
  }

  /** Offset of the next byte in the file. */
  long position() {
    return bufferStart + at;
  }

  boolean isAtEnd() {
    return position() >= length;
  }

  /** Moves to an offset. */
  void seek(long position) throws IOException {
    if (position >= bufferStart && position <= bufferStart + limit) {
      at = (int) (position - bufferStart);
      return;
    }
    file.seek(position);
    bufferStart = position;
    at = limit = 0;
  }

  /** A zigzag number of up to ten bytes. */
  long readLong() throws IOException {
    long bits = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = read();
      bits |= (next & 0x7FL) << shift;
      if ((next & 0x80) == 0) {
        return (bits >>> 1) ^ -(bits & 1);
      }
    }
    throw new DamagedException("holds a number of too many bytes");
  }

  /** As many bytes, all of which must be there. */
  byte[] readBytes(long count) throws IOException {
    if (count < 0 || count > length - position() || count > Integer.MAX_VALUE - 8) {
      throw new DamagedException("claims more bytes than there are");
    }
    byte[] bytes = new byte[(int) count];
    int filled = Math.min(limit - at, bytes.length);
    System.arraycopy(buffer, at, bytes, 0, filled);
    at += filled;
    while (filled < bytes.length) {
      if (!fill()) {
        throw new DamagedException("is cut off");
      }
      int part = Math.min(limit, bytes.length - filled);
      System.arraycopy(buffer, 0, bytes, filled, part);
      at = part;
      filled += part;
    }
    return bytes;
  }

  /** Moves behind the next place where these bytes stand, or to the end of the file. */
  void seekBehind(byte[] pattern) throws IOException {
    int matched = 0;
    while (matched < pattern.length && !isAtEnd()) {
      if (read() == (pattern[matched] & 0xFF)) {
        matched++;
      } else if (matched > 0) {
        seek(position() - matched);
        matched = 0;
      }
    }
  }

  private int read() throws IOException {
    if (at == limit && !fill()) {
      throw new DamagedException("is cut off");
    }
    return buffer[at++] & 0xFF;
  }

  private boolean fill() throws IOException {
    bufferStart += limit;
    at = limit = 0;
    int read = file.read(buffer, 0, buffer.length);
    limit = Math.max(read, 0);
    return read > 0;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
