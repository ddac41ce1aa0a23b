package io.millrace.job.features.tile;

import io.millrace.udf.aggregate.Accumulator;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A node of the tree of one key's contributions.
 *
 * <p>A node that has changed since it was written is marked, and so are all above it. A node that
 * was used since the last {@link Inner#trim} is marked too. The root is part of the key's head
 * block; every other node is a block of its own, under the number that its parent knows.
 */
abstract class Node {
  private boolean changed;
  private boolean used;
  private boolean stored;
  private int heapBytes;

  /** What its rows or children begin with. */
  abstract EventKeys keys();

  /**
   * Takes in a contribution, behind all that come before it or equal it.
   *
   * @param rightmost whether no node stands to the right of it: then what is added at the end of a
   *     full node starts a new one, and full nodes stay full
   * @return the node to its right when it had to be split, else null
   */
  abstract Node insert(NodeStore store, Contribution row, boolean rightmost) throws IOException;

  /**
   * Gives its contributions to the segments that they fall into.
   *
   * @param newest first cut that is not after all of its rows
   * @param oldest last cut that is not before all of its rows
   */
  abstract void fold(NodeStore store, Fold fold, int newest, int oldest) throws IOException;

  /** Adds all of its contributions to an accumulator for each series. */
  abstract void summarize(TreeLayout layout, Accumulator[] into);

  /**
   * The same node in another layout, with all below it: they come to the heap, and are changed.
   *
   * @param sources for each input there its index here; -1 for one that is absent from every row
   */
  abstract Node under(NodeStore before, NodeStore now, int[] sources) throws IOException;

  /** Writes all of it but its children. */
  abstract void write(DataOutput out) throws IOException;

  /** Heap that it takes without its children, counted anew. */
  abstract int measure();

  /** Heap that it took when it was counted last. */
  final int heapBytes() {
    return heapBytes;
  }

  /** Counts its heap anew, and tells the store of the difference. */
  final void remeasure(NodeStore store) {
    grow(store, measure() - heapBytes);
  }

  final void grow(NodeStore store, int bytes) {
    heapBytes += bytes;
    store.grow(bytes);
  }

  final boolean isChanged() {
    return changed;
  }

  final void setChanged(boolean changed) {
    this.changed = changed;
  }

  /** Whether it is, or was, a block of its own. */
  final boolean isStored() {
    return stored;
  }

  final void setStored(boolean stored) {
    this.stored = stored;
  }

  final boolean isUsed() {
    return used;
  }

  final void setUsed(boolean used) {
    this.used = used;
  }
}
