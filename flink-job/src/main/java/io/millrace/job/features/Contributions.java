package io.millrace.job.features;

import io.millrace.job.event.Event;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the events of one key contribute to its windows: time, identity and the aggregates' inputs,
 * sorted by time and identity. Read from and written to one block of bytes; the arrays are reused
 * from key to key.
 *
 * <p>Block, version 1, big-endian: version (byte), identities are text (byte), highest time (long),
 * time of the next sweep (long, 0: none), n (int); n times (long); n identities (long; or n
 * lengths, int, and their UTF-8 bytes); n bit sets of the inputs that are present (long); for each
 * input n values (double).
 */
final class Contributions {
  /** Aggregates of one entity have at most this many distinct inputs. */
  static final int MOST_INPUTS = Long.SIZE;

  private static final byte VERSION = 1;
  private static final int HEADER = 2 + 8 + 8 + 4;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final int INITIAL = 64;

  private final int inputs;
  private byte[] block;
  private boolean textIds;
  private long highestTime;
  private long sweepAt;
  private int size;

  private long[] times = new long[INITIAL];
  private long[] idNumbers = new long[INITIAL];
  private int[] idStarts = new int[INITIAL];
  private int[] idLengths = new int[INITIAL];
  private long[] present = new long[INITIAL];
  private final double[][] values;

  /** Where the text identity of an inserted event stands, which is not in the block yet. */
  private static final int INSERTED = -1;

  private byte[] insertedId;

  Contributions(int inputs) {
    this.inputs = inputs;
    this.values = new double[inputs][INITIAL];
  }

  /** Takes up a key's block; null for a key that has none. */
  void read(byte[] bytes) {
    block = bytes;
    insertedId = null;
    if (bytes == null) {
      size = 0;
      textIds = false;
      highestTime = Long.MIN_VALUE;
      sweepAt = 0;
      return;
    }
    if (bytes[0] != VERSION) {
      throw new IllegalStateException(
          "feature state of version " + bytes[0] + "; this job reads version " + VERSION);
    }
    textIds = bytes[1] != 0;
    highestTime = (long) LONGS.get(bytes, 2);
    sweepAt = (long) LONGS.get(bytes, 10);
    size = (int) INTS.get(bytes, 18);
    ensureRoom(size);
    int at = readLongs(bytes, HEADER, times);
    at = textIds ? readTextIds(bytes, at) : readLongs(bytes, at, idNumbers);
    at = readLongs(bytes, at, present);
    for (double[] column : values) {
      for (int i = 0; i < size; i++, at += Long.BYTES) {
        column[i] = Double.longBitsToDouble((long) LONGS.get(bytes, at));
      }
    }
  }

  private int readLongs(byte[] bytes, int from, long[] into) {
    int at = from;
    for (int i = 0; i < size; i++, at += Long.BYTES) {
      into[i] = (long) LONGS.get(bytes, at);
    }
    return at;
  }

  private int readTextIds(byte[] bytes, int from) {
    int start = from + size * Integer.BYTES;
    for (int i = 0; i < size; i++) {
      idStarts[i] = start;
      idLengths[i] = (int) INTS.get(bytes, from + i * Integer.BYTES);
      start += idLengths[i];
    }
    return start;
  }

  byte[] toBytes() {
    int idBytes = size * Long.BYTES;
    if (textIds) {
      idBytes = size * Integer.BYTES;
      for (int i = 0; i < size; i++) {
        idBytes += idLengths[i];
      }
    }
    byte[] bytes = new byte[HEADER + idBytes + size * Long.BYTES * (2 + inputs)];
    bytes[0] = VERSION;
    bytes[1] = (byte) (textIds ? 1 : 0);
    LONGS.set(bytes, 2, highestTime);
    LONGS.set(bytes, 10, sweepAt);
    INTS.set(bytes, 18, size);
    int at = writeLongs(times, bytes, HEADER);
    at = textIds ? writeTextIds(bytes, at) : writeLongs(idNumbers, bytes, at);
    at = writeLongs(present, bytes, at);
    for (double[] column : values) {
      for (int i = 0; i < size; i++, at += Long.BYTES) {
        LONGS.set(bytes, at, Double.doubleToRawLongBits(column[i]));
      }
    }
    return bytes;
  }

  private int writeLongs(long[] from, byte[] bytes, int start) {
    int at = start;
    for (int i = 0; i < size; i++, at += Long.BYTES) {
      LONGS.set(bytes, at, from[i]);
    }
    return at;
  }

  private int writeTextIds(byte[] bytes, int start) {
    int at = start + size * Integer.BYTES;
    for (int i = 0; i < size; i++) {
      INTS.set(bytes, start + i * Integer.BYTES, idLengths[i]);
      byte[] source = idStarts[i] == INSERTED ? insertedId : block;
      System.arraycopy(source, Math.max(idStarts[i], 0), bytes, at, idLengths[i]);
      at += idLengths[i];
    }
    return at;
  }

  /**
   * Puts an event behind all that come before it or equal it; its inputs are null until they are
   * set. At most once between {@link #read} and {@link #toBytes}.
   *
   * @return its index
   */
  int insert(Event event) {
    if (size == 0) {
      textIds = !event.hasNumericId();
    }
    long time = event.timeMillis();
    byte[] text = textIds ? event.id().getBytes(StandardCharsets.UTF_8) : null;
    long number = textIds ? 0 : event.idNumber();
    int index = upperBound(time);
    while (index > 0 && times[index - 1] == time && isBefore(number, text, index - 1)) {
      index--;
    }
    ensureRoom(size + 1);
    int moved = size - index;
    System.arraycopy(times, index, times, index + 1, moved);
    System.arraycopy(idNumbers, index, idNumbers, index + 1, moved);
    System.arraycopy(idStarts, index, idStarts, index + 1, moved);
    System.arraycopy(idLengths, index, idLengths, index + 1, moved);
    System.arraycopy(present, index, present, index + 1, moved);
    for (double[] column : values) {
      System.arraycopy(column, index, column, index + 1, moved);
      column[index] = 0;
    }
    times[index] = time;
    idNumbers[index] = number;
    idStarts[index] = INSERTED;
    idLengths[index] = textIds ? text.length : 0;
    insertedId = text;
    present[index] = 0;
    size++;
    highestTime = Math.max(highestTime, time);
    return index;
  }

  private boolean isBefore(long number, byte[] text, int index) {
    if (!textIds) {
      return number < idNumbers[index];
    }
    int start = idStarts[index];
    return Arrays.compareUnsigned(text, 0, text.length, block, start, start + idLengths[index]) < 0;
  }

  /** Whether an event of the same identity is here, at most {@code span} apart in time. */
  boolean contains(Event event, long span) {
    byte[] text = textIds ? event.id().getBytes(StandardCharsets.UTF_8) : null;
    long time = event.timeMillis();
    int end = upperBound(time + span);
    for (int i = upperBound(time - span - 1); i < end; i++) {
      if (textIds ? hasText(i, text) : idNumbers[i] == event.idNumber()) {
        return true;
      }
    }
    return false;
  }

  private boolean hasText(int index, byte[] text) {
    int start = idStarts[index];
    return idLengths[index] == text.length
        && Arrays.equals(block, start, start + text.length, text, 0, text.length);
  }

  /** Sets an input of a contribution. */
  void setInput(int index, int input, double value) {
    values[input][index] = value;
    present[index] |= 1L << input;
  }

  long time(int index) {
    return times[index];
  }

  boolean hasInput(int index, int input) {
    return (present[index] & 1L << input) != 0;
  }

  double input(int index, int input) {
    return values[input][index];
  }

  /** Forgets contributions up to and including a time. */
  void dropUpTo(long time) {
    int dropped = upperBound(time);
    if (dropped == 0) {
      return;
    }
    int kept = size - dropped;
    System.arraycopy(times, dropped, times, 0, kept);
    System.arraycopy(idNumbers, dropped, idNumbers, 0, kept);
    System.arraycopy(idStarts, dropped, idStarts, 0, kept);
    System.arraycopy(idLengths, dropped, idLengths, 0, kept);
    System.arraycopy(present, dropped, present, 0, kept);
    for (double[] column : values) {
      System.arraycopy(column, dropped, column, 0, kept);
    }
    size = kept;
  }

  /** Number of contributions at or before a time. */
  int upperBound(long time) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  int size() {
    return size;
  }

  /** Highest time that the key has seen; {@link Long#MIN_VALUE} before the first. */
  long highestTime() {
    return highestTime;
  }

  /** When the key's timer is due; 0 when it has none. */
  long sweepAt() {
    return sweepAt;
  }

  void setSweepAt(long time) {
    sweepAt = time;
  }

  private void ensureRoom(int wanted) {
    if (times.length < wanted) {
      int length = Math.max(wanted, 2 * times.length);
      times = Arrays.copyOf(times, length);
      idNumbers = Arrays.copyOf(idNumbers, length);
      idStarts = Arrays.copyOf(idStarts, length);
      idLengths = Arrays.copyOf(idLengths, length);
      present = Arrays.copyOf(present, length);
      for (int i = 0; i < values.length; i++) {
        values[i] = Arrays.copyOf(values[i], length);
      }
    }
  }
}
