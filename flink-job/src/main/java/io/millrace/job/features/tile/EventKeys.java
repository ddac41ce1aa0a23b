package io.millrace.job.features.tile;

import io.millrace.job.features.state.IdentityColumn;
import io.millrace.job.features.state.Varint;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Times and identities, sorted by both: the rows of a leaf, or what the children of an inner node
 * begin with.
 */
final class EventKeys {
  private static final int OBJECT_BYTES = 24 + 16;
  private static final long[] NONE = {};

  private final IdentityColumn identities;
  private long[] times = NONE;

  /** That of the identities, at hand: most keys are in no cache of the processor. */
  private int size;

  private EventKeys(IdentityColumn identities) {
    this.identities = identities;
  }

  static EventKeys empty(boolean text) {
    return new EventKeys(IdentityColumn.of(text));
  }

  int size() {
    return size;
  }

  /** Rows that there is room for. */
  int capacity() {
    return times.length;
  }

  void reserve(int rows) {
    if (times.length < rows) {
      times = Arrays.copyOf(times, rows);
      identities.reserve(rows);
    }
  }

  long time(int row) {
    return times[row];
  }

  /** The times of all rows, and room behind them. Not to be changed. */
  long[] times() {
    return times;
  }

  /** Number of rows at or before a time. */
  int upperBound(long time) {
    int low = 0;
    int high = size();
    if (high > 0 && times[high - 1] <= time) {
      return high;
    }
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

  /** Number of rows that come before a contribution or equal it. */
  int upperBound(Contribution row) {
    int bound = upperBound(row.time());
    while (bound > 0
        && times[bound - 1] == row.time()
        && identities.compare(row.identity(), bound - 1) < 0) {
      bound--;
    }
    return bound;
  }

  /** Puts a contribution before a row, or behind the last. */
  void insert(int at, Contribution row) {
    makeRoom(at, row.time());
    identities.insert(at, row.identity());
  }

  /** Puts what another begins with before a row, or behind the last. */
  void insertFirstOf(EventKeys other, int at) {
    makeRoom(at, other.times[0]);
    identities.insert(at, other.identities, 0);
  }

  private void makeRoom(int at, long time) {
    reserve(size + 1);
    System.arraycopy(times, at, times, at + 1, size - at);
    times[at] = time;
    size++;
  }

  void removeFirst(int rows) {
    size -= rows;
    System.arraycopy(times, rows, times, 0, size);
    identities.removeFirst(rows);
  }

  /** Takes away the rows from one on. */
  EventKeys splitOff(int from) {
    EventKeys later = new EventKeys(identities.splitOff(from));
    later.times = Arrays.copyOfRange(times, from, size);
    later.size = size - from;
    size = from;
    return later;
  }

  /** Writes the rows from one on: the first time, the differences to the next, the identities. */
  void write(DataOutput out, int from) throws IOException {
    for (int row = from; row < size(); row++) {
      if (row == from) {
        out.writeLong(times[row]);
      } else {
        Varint.write(out, times[row] - times[row - 1]);
      }
    }
    identities.write(out, from);
  }

  static EventKeys read(DataInput in, boolean text, int rows) throws IOException {
    EventKeys keys = empty(text);
    keys.reserve(rows);
    for (int row = 0; row < rows; row++) {
      keys.times[row] = row == 0 ? in.readLong() : keys.times[row - 1] + Varint.read(in);
    }
    keys.identities.read(in, rows);
    keys.size = rows;
    return keys;
  }

  int heapBytes() {
    return OBJECT_BYTES + times.length * Long.BYTES + identities.heapBytes();
  }
}
