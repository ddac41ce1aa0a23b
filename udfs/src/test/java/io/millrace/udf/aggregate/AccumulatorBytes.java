package io.millrace.udf.aggregate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What accumulators write. */
final class AccumulatorBytes {
  private AccumulatorBytes() {}

  static byte[] of(Accumulator accumulator) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      accumulator.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Reads the bytes, all of them, into an accumulator, and returns it. */
  static Accumulator into(Accumulator accumulator, byte[] bytes) {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    try {
      accumulator.read(new DataInputStream(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (in.available() > 0) {
      throw new IllegalStateException(in.available() + " bytes were not read");
    }
    return accumulator;
  }
}
