package io.millrace.udf.aggregate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How sketches, and what may become one, are written. */
final class Sketches {
  private Sketches() {}

  static void write(byte[] sketch, DataOutput out) throws IOException {
    out.writeInt(sketch.length);
    out.write(sketch);
  }

  static byte[] read(DataInput in) throws IOException {
    byte[] sketch = new byte[in.readInt()];
    in.readFully(sketch);
    return sketch;
  }

  /** Reads the number of a format, and fails when it is not the expected one. */
  static void readFormat(String aggregate, int expected, DataInput in) throws IOException {
    int format = in.readUnsignedByte();
    if (format != expected) {
      throw new IOException(
          "state of "
              + aggregate
              + ": expected format "
              + expected
              + ", got "
              + format
              + "; restore it with the version of Millrace that wrote it, or a later one");
    }
  }
}
