package io.millrace.job.features.tile;

import java.io.IOException;

/**
 * The windows of one key as its last event left them, moved on by the next one, so that it costs
 * little more with long windows than with short ones. They follow from the tree, and are on the
 * heap only: made for a key that has had events in order for a while, and void after an event that
 * is not behind all others.
 */
final class RunningWindows {
  private static final int OBJECT_BYTES = 72;

  /** Heap is counted anew when as many events have come. */
  private static final int MEASURE_EVERY = 16;

  private final WindowQuery query;
  private final RunningState state;
  private boolean valid;
  private boolean mayBegin = true;
  private int appended;
  private int answers;
  private int heapBytes;

  /** Whether windows end with the newest event; else they end at a time, as follows. */
  private boolean toNewest;

  private long end = Long.MIN_VALUE;

  /** The leaf that the end divides, and its rows before; null when all rows are behind the end. */
  private Leaf endLeaf;

  private int endRow;

  /** What the leaf to the right begins with, or a time before. */
  private long endNext;

  RunningWindows(WindowQuery query, TreeLayout layout) {
    this.query = query;
    this.state = new RunningState(layout, query.windows());
    measure();
  }

  /** Lets the processor fetch what the next answer needs, while it does something else. */
  void readAhead() {
    query.noteRead(state.readAhead());
  }

  boolean isOf(WindowQuery other) {
    return query == other;
  }

  /** Takes note that the tree changed in another way than at its end. */
  void invalidate() {
    valid = false;
    mayBegin = false;
  }

  /**
   * Takes note of a contribution behind all others.
   *
   * @param newLeaf whether it stands in a leaf of its own
   */
  void append(long time, boolean newLeaf) {
    appended++;
    if (newLeaf && valid) {
      endNext = Math.min(endNext, time);
      for (int i = 0; toNewest && i < state.windows(); i++) {
        RunningWindow window = query.running();
        window.load(state, i);
        window.close();
        window.save(state, i);
      }
    }
  }

  /** Takes note that a leaf, which is the whole tree, lost its first rows. */
  void shift(Leaf leaf, int rows) {
    if (rows > 0 && valid) {
      for (int i = 0; i < state.windows(); i++) {
        RunningWindow window = query.running();
        window.load(state, i);
        valid &= window.shift(leaf, rows);
        window.save(state, i);
      }
      if (endLeaf == leaf) {
        endRow -= rows;
        valid &= endRow >= 0;
      }
    }
  }

  /**
   * Answers the windows of a query that has begun, if the last event left them so that they can be
   * moved on.
   *
   * @param newest the contribution that they end with; null when they end at a time
   * @return false when the tree has to be asked
   */
  boolean answer(Node root, NodeStore store, Contribution newest) throws IOException {
    boolean inOrder = newest == null ? query.end() >= end : newest.isLast();
    boolean movable = valid && toNewest == (newest != null) && (newest == null || appended == 1);
    appended = 0;
    if (!inOrder) {
      return false;
    }
    if (!movable && !mayBegin) {
      mayBegin = true;
      return false;
    }
    end = query.end();
    int from = endRow;
    if (!movable || newest == null && !moveEnd()) {
      seekAll(root, store, newest);
      from = endRow;
    }
    for (int i = 0; i < state.windows(); i++) {
      move(root, store, i, from, newest);
    }
    if (++answers % MEASURE_EVERY == 0) {
      measure();
    }
    return true;
  }

  /** Moves a window on and adds it up; the rows of the end's leaf from one on are new in it. */
  private void move(Node root, NodeStore store, int i, int from, Contribution newest)
      throws IOException {
    RunningWindow window = query.running();
    window.load(state, i);
    if (!toNewest && !window.isOpen()) {
      window.addRows(endLeaf, from, endRow);
    }
    if (!window.moveTo(query.start(i), openEnd())) {
      seek(root, store, i, newest);
    }
    window.addUp(query.segment(i), openEnd(), newest);
    window.save(state, i);
  }

  private int openEnd() {
    return toNewest ? RunningWindow.WITH_LEAF : endRow;
  }

  /**
   * Moves the end behind the rows up to its time.
   *
   * @return false when there are some in another leaf
   */
  private boolean moveEnd() {
    if (endLeaf == null) {
      return endNext > end;
    }
    EventKeys keys = endLeaf.keys();
    while (endRow < keys.size() && keys.time(endRow) <= end) {
      endRow++;
    }
    return endRow < keys.size() || endNext > end;
  }

  private void seekAll(Node root, NodeStore store, Contribution newest) throws IOException {
    Seek seek = query.seek();
    state.setOnlyLeaf(root instanceof Leaf ? (Leaf) root : null);
    for (int i = 0; i < state.windows(); i++) {
      query.running().load(state, i);
      seek.run(root, store, query.start(i), query.end(), newest);
      query.running().save(state, i);
    }
    toNewest = newest != null;
    endLeaf = toNewest ? null : seek.endLeaf();
    endRow = seek.endRow();
    endNext = seek.endNext();
    valid = true;
    measure();
  }

  /** Seeks a window; all of them first when the end turns out to be in another leaf. */
  private void seek(Node root, NodeStore store, int i, Contribution newest) throws IOException {
    Seek seek = query.seek();
    seek.run(root, store, query.start(i), query.end(), newest);
    if (!toNewest && (seek.endLeaf() != endLeaf || seek.endRow() != endRow)) {
      seekAll(root, store, newest);
      query.running().load(state, i);
    }
  }

  private void measure() {
    heapBytes = OBJECT_BYTES + state.heapBytes();
  }

  int heapBytes() {
    return heapBytes;
  }
}
