package io.millrace.job.features.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Identities that are texts: their UTF-8 bytes one behind the other, and where each ends. */
final class TextColumn extends IdentityColumn {
  private static final byte[] NO_BYTES = {};
  private static final int[] NO_ENDS = {};
  private static final int OBJECT_BYTES = 24 + 16 + 16;

  private byte[] bytes = NO_BYTES;
  private int[] ends = NO_ENDS;
  private int size;

  @Override
  public int size() {
    return size;
  }

  @Override
  public void reserve(int rows) {
    if (ends.length < rows) {
      ends = Arrays.copyOf(ends, rows);
    }
  }

  private int start(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  @Override
  public int compare(EventId identity, int row) {
    byte[] text = identity.text();
    return Arrays.compareUnsigned(text, 0, text.length, bytes, start(row), ends[row]);
  }

  /** Looks at the last byte first: that is where numbered identities differ. */
  @Override
  public int find(EventId identity, int from) {
    byte[] text = identity.text();
    int length = text.length;
    int start = start(from);
    for (int row = from; row < size; row++) {
      int end = ends[row];
      if (end - start == length
          && (length == 0 || bytes[end - 1] == text[length - 1])
          && Arrays.equals(text, 0, length, bytes, start, end)) {
        return row;
      }
      start = end;
    }
    return -1;
  }

  @Override
  public long fingerprint(int row) {
    return EventId.fingerprint(bytes, start(row), ends[row]);
  }

  @Override
  public void insert(int row, EventId identity) {
    insert(row, identity.text(), 0, identity.text().length);
  }

  @Override
  public void insert(int row, IdentityColumn from, int fromRow) {
    TextColumn other = (TextColumn) from;
    insert(row, other.bytes, other.start(fromRow), other.ends[fromRow]);
  }

  private void insert(int row, byte[] from, int fromStart, int fromEnd) {
    int length = fromEnd - fromStart;
    int start = start(row);
    int used = start(size);
    reserve(size + 1);
    if (bytes.length < used + length) {
      bytes = Arrays.copyOf(bytes, Math.max(used + length, used + used / 2));
    }
    System.arraycopy(bytes, start, bytes, start + length, used - start);
    System.arraycopy(from, fromStart, bytes, start, length);
    for (int i = size; i > row; i--) {
      ends[i] = ends[i - 1] + length;
    }
    ends[row] = start + length;
    size++;
  }

  @Override
  public void removeFirst(int rows) {
    int cut = start(rows);
    System.arraycopy(bytes, cut, bytes, 0, start(size) - cut);
    size -= rows;
    for (int i = 0; i < size; i++) {
      ends[i] = ends[i + rows] - cut;
    }
  }

  @Override
  public IdentityColumn splitOff(int from) {
    int cut = start(from);
    TextColumn rest = new TextColumn();
    rest.bytes = Arrays.copyOfRange(bytes, cut, start(size));
    rest.ends = new int[size - from];
    for (int i = from; i < size; i++) {
      rest.ends[i - from] = ends[i] - cut;
    }
    rest.size = size - from;
    size = from;
    return rest;
  }

  @Override
  public void write(DataOutput out, int from) throws IOException {
    for (int row = from; row < size; row++) {
      Varint.write(out, ends[row] - start(row));
    }
    out.write(bytes, start(from), start(size) - start(from));
  }

  @Override
  public void read(DataInput in, int rows) throws IOException {
    reserve(rows);
    int end = 0;
    for (int row = 0; row < rows; row++) {
      end += (int) Varint.read(in);
      ends[row] = end;
    }
    size = rows;
    bytes = new byte[end];
    in.readFully(bytes);
  }

  @Override
  public int heapBytes() {
    return OBJECT_BYTES + bytes.length + ends.length * Integer.BYTES;
  }
}
