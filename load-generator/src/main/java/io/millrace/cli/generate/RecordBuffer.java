package io.millrace.cli.generate;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** One encoded record, in a buffer that serves all of them. */
final class RecordBuffer extends ByteArrayOutputStream {
  RecordBuffer() {
    super(512);
  }

  byte[] array() {
    return buf;
  }

  /** The record; valid until the buffer changes. */
  ByteBuffer view() {
    return ByteBuffer.wrap(buf, 0, count);
  }

  /** Cuts the record off. */
  void truncate(int length) {
    count = length;
  }

  /** Overwrites the whole record with one byte. */
  void fill(byte value) {
    Arrays.fill(buf, 0, count, value);
  }
}
