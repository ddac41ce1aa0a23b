package io.millrace.job.features.state;

import java.io.Serializable;

/** How much heap keyed state may take, and how it is cut into blocks. */
public final class StateSizes implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * What jobs run with. A key that sees few events is in no cache of the processor when the next
   * one comes: to go over a few hundred rows, one behind the other, costs less than to find the way
   * to a few of them. A key that sees many is at hand, and asks its tree once a leaf and window.
   */
  public static final StateSizes DEFAULT = new StateSizes(64L << 20, 128L << 20, 256, 128, 32);

  private final long cacheBytes;
  private final long packedBytes;
  private final int rootRows;
  private final int leafRows;
  private final int fanout;

  /**
   * Sizes.
   *
   * @param cacheBytes heap for the keys in use, for each subtask of a stage
   * @param packedBytes heap for further keys that are small, packed, likewise
   * @param rootRows contributions in a leaf at most that is the only one of its key
   * @param leafRows contributions in another leaf at most
   * @param fanout children of an inner node at most
   */
  public StateSizes(long cacheBytes, long packedBytes, int rootRows, int leafRows, int fanout) {
    this.cacheBytes = cacheBytes;
    this.packedBytes = packedBytes;
    this.rootRows = rootRows;
    this.leafRows = leafRows;
    this.fanout = fanout;
  }

  /** The same with other heap, for the keys in use and for packed ones. */
  public StateSizes withHeap(long cacheBytes, long packedBytes) {
    return new StateSizes(cacheBytes, packedBytes, rootRows, leafRows, fanout);
  }

  public long cacheBytes() {
    return cacheBytes;
  }

  public long packedBytes() {
    return packedBytes;
  }

  public int rootRows() {
    return rootRows;
  }

  public int leafRows() {
    return leafRows;
  }

  public int fanout() {
    return fanout;
  }
}
