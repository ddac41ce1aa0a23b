package io.millrace.udf.quality;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How states are written: a version first, and counts in as many bytes as they need. */
final class StateFormat {
  private static final int VERSION = 1;

  private StateFormat() {}

  static void writeVersion(DataOutput out) throws IOException {
    out.writeByte(VERSION);
  }

  static void readVersion(String state, DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException(
          "state of quality's "
              + state
              + ": expected version "
              + VERSION
              + ", got "
              + version
              + "; restore it with the version of Millrace that wrote it, or a later one");
    }
  }

  /** Seven bits a byte, the lowest first; the highest bit says that more follow. */
  static void writeCount(long count, DataOutput out) throws IOException {
    long rest = count;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  static long readCount(DataInput in) throws IOException {
    long count = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      long b = in.readUnsignedByte();
      count |= (b & 0x7F) << shift;
      if (b < 0x80) {
        return count;
      }
    }
    throw new IOException("state of quality: expected a count of at most 10 bytes, got more");
  }

  static void writeBytes(byte[] bytes, DataOutput out) throws IOException {
    writeCount(bytes.length, out);
    out.write(bytes);
  }

  static byte[] readBytes(DataInput in) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(readCount(in))];
    in.readFully(bytes);
    return bytes;
  }
}
