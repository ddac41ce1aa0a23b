package io.millrace.job.features.state;

import java.io.Serializable;

/** How much heap keyed state may take, and how it is cut into blocks. */
public final class StateSizes implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What jobs run with. */
  public static final StateSizes DEFAULT = new StateSizes(64L << 20, 128, 32);

  private final long cacheBytes;
  private final int leafRows;
  private final int fanout;

  /**
   * Sizes.
   *
   * @param cacheBytes heap for the keys in use, for each subtask of a stage
   * @param leafRows contributions in one leaf at most
   * @param fanout children of an inner node at most
   */
  public StateSizes(long cacheBytes, int leafRows, int fanout) {
    this.cacheBytes = cacheBytes;
    this.leafRows = leafRows;
    this.fanout = fanout;
  }

  public long cacheBytes() {
    return cacheBytes;
  }

  public int leafRows() {
    return leafRows;
  }

  public int fanout() {
    return fanout;
  }
}
