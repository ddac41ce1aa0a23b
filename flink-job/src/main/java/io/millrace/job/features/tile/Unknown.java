package io.millrace.job.features.tile;

import io.millrace.job.features.state.Varint;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What is not known of a key because a former definition of the pipeline did not keep it: up to
 * when contributions may be missing that are needed now, and up to when an input is missing from
 * those that are there. A window that begins before is not whole.
 *
 * <p>Bytes: time of the contributions (long), number of the inputs that follow (varint), each with
 * its index (varint) and time (long).
 */
final class Unknown {
  /** All is known. */
  static final long NOTHING = Long.MIN_VALUE;

  private final long rows;
  private final long[] inputs;

  private Unknown(long rows, long[] inputs) {
    this.rows = rows;
    this.inputs = inputs;
  }

  /** Null when it is nothing. */
  static Unknown of(long rows, long[] inputs) {
    boolean nothing = rows == NOTHING && Arrays.stream(inputs).allMatch(time -> time == NOTHING);
    return nothing ? null : new Unknown(rows, inputs);
  }

  /** Up to when contributions may be missing. */
  long rows() {
    return rows;
  }

  /** Up to when an input, or what every contribution has (-1), may be missing. */
  long upTo(int input) {
    return input < 0 ? rows : Math.max(rows, inputs[input]);
  }

  /** Whether any of it lies behind a time. */
  boolean isAfter(long time) {
    return rows > time || Arrays.stream(inputs).anyMatch(one -> one > time);
  }

  static void write(DataOutput out, Unknown unknown) throws IOException {
    out.writeLong(unknown == null ? NOTHING : unknown.rows);
    int known = unknown == null ? 0 : unknown.inputs.length;
    int size = 0;
    for (int i = 0; i < known; i++) {
      size += unknown.inputs[i] == NOTHING ? 0 : 1;
    }
    Varint.write(out, size);
    for (int i = 0; i < known; i++) {
      if (unknown.inputs[i] != NOTHING) {
        Varint.write(out, i);
        out.writeLong(unknown.inputs[i]);
      }
    }
  }

  static Unknown read(DataInput in, int inputs) throws IOException {
    long rows = in.readLong();
    long[] times = new long[inputs];
    Arrays.fill(times, NOTHING);
    for (long left = Varint.read(in); left > 0; left--) {
      int input = (int) Varint.read(in);
      times[input] = in.readLong();
    }
    return of(rows, times);
  }
}
