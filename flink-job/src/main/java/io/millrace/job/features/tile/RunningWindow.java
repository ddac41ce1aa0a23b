package io.millrace.job.features.tile;

import io.millrace.udf.aggregate.Accumulator;

/**
 * A window that moves with the events of its key. Its first rows are a block of one leaf, which
 * leave the window one after the other; what is left of them is known by {@link Suffixes}; of a key
 * that is one leaf, or where accumulators do not fit into numbers, it is added up for each event.
 * All rows behind the block are added up already, the rest. So nothing has ever to be taken out of
 * an accumulator; when the block is used up, the window is sought anew.
 *
 * <p>While all rows fit into a block, the window is open: there is no rest, the block ends where
 * the window does, and it is added up for each event.
 *
 * <p>One object serves window after window: each is loaded from {@link RunningState}, and saved.
 */
final class RunningWindow {
  /** In place of a row: an open window ends with its leaf. */
  static final int WITH_LEAF = -1;

  /** An open window has up to so many times the rows of a block. */
  private static final int MOST_OPEN_BLOCKS = 2;

  private final TreeLayout layout;

  /** What the rows behind the block add up to, for each series. */
  private final Accumulator[] rest;

  /** Null when not all accumulators fit into numbers. */
  private final Suffixes suffixes;

  private Leaf leaf;

  /** What the rows of a block add up to that is not open; null when they are added up each time. */
  private long[] suffixNumbers;

  private int row;
  private int blockEnd;
  private boolean open;

  /** Not after the first row of the window, which need not be looked at before. */
  private long due;

  RunningWindow(TreeLayout layout) {
    this.layout = layout;
    this.rest = layout.prepare();
    this.suffixes = layout.isAllSlots() ? new Suffixes(layout) : null;
  }

  void load(RunningState state, int window) {
    leaf = state.leaf(window);
    suffixNumbers = state.suffixes(window);
    due = state.number(window, RunningState.DUE);
    row = (int) state.number(window, RunningState.ROW);
    long block = state.number(window, RunningState.BLOCK);
    blockEnd = (int) (block >> 1);
    open = (block & 1) != 0;
    state.loadRest(window, rest);
  }

  void save(RunningState state, int window) {
    state.setLeaf(window, leaf);
    state.setSuffixes(window, suffixNumbers);
    state.setNumber(window, RunningState.DUE, due);
    state.setNumber(window, RunningState.ROW, row);
    state.setNumber(window, RunningState.BLOCK, (long) blockEnd << 1 | (open ? 1 : 0));
    state.saveRest(window, rest);
  }

  /** Begins a search. */
  void begin() {
    leaf = null;
    row = 0;
    blockEnd = 0;
    open = false;
    for (Accumulator accumulator : rest) {
      accumulator.clear();
    }
  }

  void startAt(Leaf leaf, int row) {
    this.leaf = leaf;
    this.row = row;
    blockEnd = row;
  }

  /**
   * Takes the block from the rows of a leaf that are in the window, if it starts there.
   *
   * @param upToEnd whether the window ends with them
   * @param oneLeaf whether the leaf is the whole tree
   * @return the first row that is not in the block
   */
  int takeBlock(Leaf from, int first, int end, boolean upToEnd, boolean oneLeaf) {
    if (from != leaf) {
      return first;
    }
    open = upToEnd && end - first <= layout.blockRows();
    if (open || oneLeaf || suffixes == null) {
      blockEnd = Math.min(end, first + layout.blockRows());
      suffixNumbers = null;
    } else {
      // The window's last row belongs to the rest, where a series may exclude it.
      blockEnd = Math.min(upToEnd ? end - 1 : end, first + layout.suffixRows());
      addUpSuffixes();
    }
    return blockEnd;
  }

  private void addUpSuffixes() {
    suffixNumbers = suffixes.of(leaf, row, blockEnd, suffixNumbers, layout.suffixRows());
  }

  /**
   * Says when the window has to be looked at next.
   *
   * @param next what follows its leaf, or a time before
   */
  void setDue(long next) {
    if (row < blockEnd) {
      due = leaf.keys().time(row);
    } else {
      due = open ? Long.MIN_VALUE : next;
    }
  }

  Accumulator[] rest() {
    return rest;
  }

  /** Adds rows to the rest. */
  void addRows(Leaf from, int first, int end) {
    if (first < end) {
      for (int i = 0; i < rest.length; i++) {
        from.addTo(rest[i], layout.series(i), first, end);
      }
    }
  }

  boolean isOpen() {
    return open;
  }

  /** Ends the block with its leaf: the rows that follow are in another one. */
  void close() {
    if (open) {
      open = false;
      blockEnd = leaf.keys().size();
      due = Long.MIN_VALUE;
      if (suffixes != null) {
        addUpSuffixes();
      }
    }
  }

  /**
   * Lets rows go that are before a new start.
   *
   * @param openEnd where the block of an open window ends, or {@link #WITH_LEAF}
   * @return false when the window has to be sought anew
   */
  boolean moveTo(long start, int openEnd) {
    int end = blockEnd(openEnd);
    if (open && end - row > MOST_OPEN_BLOCKS * layout.blockRows()) {
      return false;
    }
    if (start < due) {
      return true;
    }
    if (leaf == null) {
      return false;
    }
    if (hasSuffixes()) {
      while (row < end && suffixes.time(suffixNumbers, end - row) <= start) {
        row++;
      }
      if (row < end) {
        due = suffixes.time(suffixNumbers, end - row);
        return true;
      }
    }
    EventKeys keys = leaf.keys();
    while (row < end && keys.time(row) <= start) {
      row++;
    }
    if (open) {
      due = row < end ? keys.time(row) : Long.MIN_VALUE;
      return true;
    }
    if (row < keys.size() && keys.time(row) > start) {
      due = keys.time(row);
      return true;
    }
    return false;
  }

  private boolean hasSuffixes() {
    return suffixNumbers != null && !open;
  }

  private int blockEnd(int openEnd) {
    if (!open) {
      return blockEnd;
    }
    return openEnd == WITH_LEAF ? leaf.keys().size() : openEnd;
  }

  /**
   * Adds the window up.
   *
   * @param into an accumulator for each series
   * @param current the window's last contribution, which is in the tree and not in the rest yet;
   *     null when the window ends at a time
   */
  void addUp(Accumulator[] into, int openEnd, Contribution current) {
    int end = blockEnd(openEnd);
    if (hasSuffixes()) {
      suffixes.load(suffixNumbers, end - row, into);
    }
    for (int i = 0; i < into.length; i++) {
      boolean excluded = current != null && layout.excludesCurrent(i);
      if (!hasSuffixes()) {
        into[i].clear();
        addBlock(into[i], i, open && excluded ? end - 1 : end);
      }
      if (!open) {
        addRest(into[i], i, current, excluded);
      }
    }
  }

  private void addBlock(Accumulator into, int series, int end) {
    if (row < end) {
      leaf.setUsed(true);
      leaf.addTo(into, layout.series(series), row, end);
    }
  }

  private void addRest(Accumulator into, int series, Contribution current, boolean excluded) {
    Accumulator all = rest[series];
    if (excluded) {
      into.merge(all);
    }
    if (current != null) {
      int input = layout.series(series).input();
      all.update(current.time(), input < 0 ? 1 : current.value(input));
    }
    if (!excluded) {
      into.merge(all);
    }
  }

  /**
   * Takes note that a leaf lost its first rows.
   *
   * @return false when the window's place was among them
   */
  boolean shift(Leaf shifted, int rows) {
    if (leaf == shifted) {
      row -= rows;
      blockEnd -= rows;
    }
    return row >= 0;
  }
}
