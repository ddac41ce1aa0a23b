package io.millrace.job.features.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Identities that are numbers. Written as differences, which are short when numbers are given in
 * order.
 */
final class NumberColumn extends IdentityColumn {
  private static final long[] NONE = {};
  private static final int OBJECT_BYTES = 24 + 16;

  private long[] numbers = NONE;
  private int size;

  @Override
  public int size() {
    return size;
  }

  @Override
  public void reserve(int rows) {
    if (numbers.length < rows) {
      numbers = Arrays.copyOf(numbers, rows);
    }
  }

  @Override
  public int compare(EventId identity, int row) {
    return Long.compare(identity.number(), numbers[row]);
  }

  @Override
  public int find(EventId identity, int from) {
    long number = identity.number();
    for (int row = from; row < size; row++) {
      if (numbers[row] == number) {
        return row;
      }
    }
    return -1;
  }

  @Override
  public long fingerprint(int row) {
    return numbers[row];
  }

  @Override
  public void insert(int row, EventId identity) {
    insert(row, identity.number());
  }

  @Override
  public void insert(int row, IdentityColumn from, int fromRow) {
    insert(row, ((NumberColumn) from).numbers[fromRow]);
  }

  private void insert(int row, long number) {
    reserve(size + 1);
    System.arraycopy(numbers, row, numbers, row + 1, size - row);
    numbers[row] = number;
    size++;
  }

  @Override
  public void removeFirst(int rows) {
    size -= rows;
    System.arraycopy(numbers, rows, numbers, 0, size);
  }

  @Override
  public IdentityColumn splitOff(int from) {
    NumberColumn rest = new NumberColumn();
    rest.numbers = Arrays.copyOfRange(numbers, from, size);
    rest.size = size - from;
    size = from;
    return rest;
  }

  @Override
  public void write(DataOutput out, int from) throws IOException {
    long last = 0;
    for (int row = from; row < size; row++) {
      Varint.writeSigned(out, numbers[row] - last);
      last = numbers[row];
    }
  }

  @Override
  public void read(DataInput in, int rows) throws IOException {
    reserve(rows);
    long last = 0;
    for (int row = 0; row < rows; row++) {
      last += Varint.readSigned(in);
      numbers[row] = last;
    }
    size = rows;
  }

  @Override
  public int heapBytes() {
    return OBJECT_BYTES + numbers.length * Long.BYTES;
  }
}
