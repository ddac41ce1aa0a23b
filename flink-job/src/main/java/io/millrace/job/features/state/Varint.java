package io.millrace.job.features.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Numbers in as few bytes as they need: seven bits a byte, the lowest first, and the highest bit of
 * each byte but the last is set.
 */
public final class Varint {
  private Varint() {}

  /** Writes a number; small ones are short, negative ones take ten bytes. */
  public static void write(DataOutput out, long number) throws IOException {
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      out.writeByte((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  public static long read(DataInput in) throws IOException {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.readByte();
      number |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new IOException("a number of more than ten bytes");
  }

  /** Writes a number; those near zero are short, of either sign. */
  public static void writeSigned(DataOutput out, long number) throws IOException {
    write(out, number << 1 ^ number >> 63);
  }

  public static long readSigned(DataInput in) throws IOException {
    long coded = read(in);
    return coded >>> 1 ^ -(coded & 1);
  }
}
