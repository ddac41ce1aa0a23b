package io.millrace.job.features.identity;

import io.millrace.job.features.state.EventId;
import io.millrace.job.features.state.IdentityColumn;
import io.millrace.job.features.state.Varint;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** Identities and the times of their events, in the order in which they came. */
final class Bucket {
  private static final int OBJECT_BYTES = 32 + 16;
  private static final int LEAST_ROWS = 4;
  private static final long[] NONE = {};

  private final boolean text;
  private final IdentityColumn identities;
  private long[] times = NONE;
  private boolean changed;
  private boolean stored;
  private boolean used;

  Bucket(boolean text) {
    this.text = text;
    this.identities = IdentityColumn.of(text);
  }

  int size() {
    return identities.size();
  }

  /** Whether one more has no room but in larger arrays. */
  boolean isFull() {
    return times.length == size();
  }

  long time(int row) {
    return times[row];
  }

  long fingerprint(int row) {
    return identities.fingerprint(row);
  }

  /** Whether an identity is here with a time between two, both included. */
  boolean contains(EventId identity, long from, long to) {
    int row = identities.find(identity, 0);
    while (row >= 0 && (times[row] < from || times[row] > to)) {
      row = identities.find(identity, row + 1);
    }
    return row >= 0;
  }

  void add(EventId identity, long time) {
    addTime(time);
    identities.insert(size(), identity);
  }

  private void add(Bucket from, int row) {
    addTime(from.times[row]);
    identities.insert(size(), from.identities, row);
  }

  private void addTime(long time) {
    int size = size();
    if (isFull()) {
      int rows = Math.max(LEAST_ROWS, size + size / 2);
      times = Arrays.copyOf(times, rows);
      identities.reserve(rows);
    }
    times[size] = time;
    changed = true;
  }

  void addAll(Bucket other) {
    for (int row = 0; row < other.size(); row++) {
      add(other, row);
    }
  }

  /** A bucket in the place of this one that holds some of its rows. */
  Bucket select(IntPredicate rows) {
    Bucket selected = new Bucket(text);
    for (int row = 0; row < size(); row++) {
      if (rows.test(row)) {
        selected.add(this, row);
      }
    }
    selected.changed = true;
    selected.stored = stored;
    selected.used = used;
    return selected;
  }

  /** Number of rows before a time. */
  int countBefore(long time) {
    int count = 0;
    for (int row = 0; row < size(); row++) {
      count += times[row] < time ? 1 : 0;
    }
    return count;
  }

  /** Writes it: number of rows (varint), times as differences (signed varints), identities. */
  void write(DataOutput out) throws IOException {
    Varint.write(out, size());
    long last = 0;
    for (int row = 0; row < size(); row++) {
      Varint.writeSigned(out, times[row] - last);
      last = times[row];
    }
    identities.write(out, 0);
  }

  static Bucket read(DataInput in, boolean text) throws IOException {
    Bucket bucket = new Bucket(text);
    int rows = (int) Varint.read(in);
    bucket.times = new long[rows];
    long last = 0;
    for (int row = 0; row < rows; row++) {
      last += Varint.readSigned(in);
      bucket.times[row] = last;
    }
    bucket.identities.read(in, rows);
    return bucket;
  }

  int heapBytes() {
    return OBJECT_BYTES + times.length * Long.BYTES + identities.heapBytes();
  }

  /** Whether it has changed since it was written. */
  boolean isChanged() {
    return changed;
  }

  /** Whether it is, or was, a block of its own. */
  boolean isStored() {
    return stored;
  }

  void setStored(boolean stored) {
    this.stored = stored;
    this.changed = !stored;
  }

  boolean isUsed() {
    return used;
  }

  void setUsed(boolean used) {
    this.used = used;
  }
}
