package io.millrace.job.features.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A column of identities, all of one kind. Its rows are numbered from 0. */
public abstract class IdentityColumn {
  IdentityColumn() {}

  /** An empty column for identities of a kind. */
  public static IdentityColumn of(boolean text) {
    return text ? new TextColumn() : new NumberColumn();
  }

  /** Number of rows. */
  public abstract int size();

  /** Makes room for a number of rows in all. */
  public abstract void reserve(int rows);

  /** Sign of an identity less that of a row: numbers by value, texts by their bytes. */
  public abstract int compare(EventId identity, int row);

  /** First row from one on that holds an identity; -1 when there is none. */
  public abstract int find(EventId identity, int from);

  /** Fingerprint of a row's identity, see {@link EventId#fingerprint}. */
  public abstract long fingerprint(int row);

  /** Puts an identity before a row, or behind the last. */
  public abstract void insert(int row, EventId identity);

  /** Puts the identity of another column's row before a row, or behind the last. */
  public abstract void insert(int row, IdentityColumn from, int fromRow);

  public abstract void removeFirst(int rows);

  /** Takes away the rows from one on. */
  public abstract IdentityColumn splitOff(int from);

  /** Writes the rows from one on. */
  public abstract void write(DataOutput out, int from) throws IOException;

  /** Reads so many rows into this column, which is empty. */
  public abstract void read(DataInput in, int rows) throws IOException;

  /** Heap that it takes, in bytes, about. */
  public abstract int heapBytes();
}
