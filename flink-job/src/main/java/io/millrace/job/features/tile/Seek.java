package io.millrace.job.features.tile;

import java.io.IOException;

/**
 * Finds one window in a tree: where it starts, where it ends, and what its rows add up to but for a
 * block of the first ones, which are few and stand in one leaf.
 *
 * <p>One object serves window after window.
 */
final class Seek implements Fold {
  private static final int END = 0;
  private static final int START = 1;

  private final RunningWindow window;
  private long start;
  private long end;
  private Contribution current;
  private boolean oneLeaf;
  private long startNext;
  private Leaf endLeaf;
  private int endRow;
  private long endNext;

  /**
   * A search.
   *
   * @param window that it sets
   */
  Seek(RunningWindow window) {
    this.window = window;
  }

  /**
   * Finds a window, which ends at a time, or with a contribution that is the last of all. That one
   * is not added up.
   */
  void run(Node root, NodeStore store, long start, long end, Contribution endsWith)
      throws IOException {
    this.start = start;
    this.end = end;
    this.current = endsWith;
    oneLeaf = root instanceof Leaf;
    startNext = Long.MAX_VALUE;
    endLeaf = null;
    endRow = 0;
    endNext = Long.MAX_VALUE;
    window.begin();
    root.fold(store, this, END, START);
    window.setDue(startNext);
  }

  /** The leaf that the end divides; null when all rows are behind it. */
  Leaf endLeaf() {
    return endLeaf;
  }

  /** Rows of that leaf before the end. */
  int endRow() {
    return endRow;
  }

  /** What the leaf to the right of it begins with, or a time before. */
  long endNext() {
    return endNext;
  }

  @Override
  public int upperBound(EventKeys keys, int cut) {
    if (cut == START) {
      return keys.upperBound(start);
    }
    return current == null ? keys.upperBound(end) : keys.upperBound(current);
  }

  @Override
  public void addRows(Leaf leaf, int from, int to, int segment, boolean upToEnd) {
    if (segment == START) {
      window.startAt(leaf, to);
    } else if (segment == END) {
      if (upToEnd) {
        endLeaf = leaf;
        endRow = to;
      }
      int rest = window.takeBlock(leaf, from, to, upToEnd, oneLeaf);
      window.addRows(leaf, rest, upToEnd && current != null ? to - 1 : to);
    }
  }

  @Override
  public void addSummaries(Summaries summaries, int from, int to, int segment) {
    if (segment == END && from < to) {
      summaries.addChildrenTo(window.rest(), from, to);
    }
  }

  @Override
  public void beginNext(int newestCut, int oldestCut, long time) {
    if (newestCut == END) {
      endNext = time;
    }
    if (oldestCut == START) {
      startNext = time;
    }
  }
}
