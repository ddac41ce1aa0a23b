package io.millrace.job.features.tile;

import io.millrace.udf.aggregate.Accumulator;
import java.util.Arrays;

/**
 * The windows of one key between two of its events: a few numbers each in one array, for a key is
 * in no cache of the processor when its next event comes. Accumulators that do not fit into numbers
 * are kept as they are.
 */
final class RunningState {
  /** Places of a window's own numbers; those of its accumulators follow. */
  static final int DUE = 0;

  static final int ROW = 1;
  static final int BLOCK = 2;
  private static final int OWN_NUMBERS = 3;

  private static final int OBJECT_BYTES = 32 + 4 * 16;

  private final TreeLayout layout;
  private final int stride;
  private final long[] numbers;
  private final int windows;

  /** The leaf that all windows begin in while {@link #leaves} is null; null when in none. */
  private Leaf only;

  /** The leaf that each window begins in; null while they do not differ. */
  private Leaf[] leaves;

  /** The suffixes of each window's block; null where there are none. */
  private long[][] suffixes;

  /** By window and series; null when all fit into numbers. */
  private final Accumulator[] others;

  RunningState(TreeLayout layout, int windows) {
    this.layout = layout;
    this.stride = OWN_NUMBERS + layout.slots();
    this.numbers = new long[windows * stride];
    this.windows = windows;
    this.others = layout.isAllSlots() ? null : new Accumulator[windows * layout.series()];
  }

  int windows() {
    return windows;
  }

  Leaf leaf(int window) {
    return leaves == null ? only : leaves[window];
  }

  /** Takes one leaf for all windows, null for none, until they are told apart. */
  void setOnlyLeaf(Leaf leaf) {
    only = leaf;
    leaves = null;
  }

  void setLeaf(int window, Leaf leaf) {
    if (leaf(window) == leaf) {
      return;
    }
    if (leaves == null) {
      leaves = new Leaf[windows];
      Arrays.fill(leaves, only);
      only = null;
    }
    leaves[window] = leaf;
  }

  long[] suffixes(int window) {
    return suffixes == null ? null : suffixes[window];
  }

  void setSuffixes(int window, long[] numbers) {
    if (suffixes(window) == numbers) {
      return;
    }
    if (suffixes == null) {
      suffixes = new long[windows][];
    }
    suffixes[window] = numbers;
  }

  /**
   * Reads what each window will read next of a leaf that they share: the processor then waits for
   * all of it at once, where it would wait for one window after the other.
   *
   * @return a number that depends on all that was read, and means nothing
   */
  long readAhead() {
    long read = 0;
    for (int i = 0; only != null && i < windows; i++) {
      read += only.readAhead((int) number(i, ROW));
    }
    return read;
  }

  long number(int window, int place) {
    return numbers[window * stride + place];
  }

  void setNumber(int window, int place, long number) {
    numbers[window * stride + place] = number;
  }

  void loadRest(int window, Accumulator[] rest) {
    layout.load(numbers, window * stride + OWN_NUMBERS, rest);
    for (int i = 0; others != null && i < rest.length; i++) {
      if (layout.slots(i) < 0) {
        Accumulator other = others[window * rest.length + i];
        rest[i] = other == null ? layout.series(i).prepare() : other;
      }
    }
  }

  void saveRest(int window, Accumulator[] rest) {
    layout.save(rest, numbers, window * stride + OWN_NUMBERS);
    for (int i = 0; others != null && i < rest.length; i++) {
      if (layout.slots(i) < 0) {
        others[window * rest.length + i] = rest[i];
      }
    }
  }

  /** Heap that it takes, in bytes, about. */
  int heapBytes() {
    int bytes = OBJECT_BYTES + numbers.length * Long.BYTES + 2 * windows * 4;
    for (int i = 0; suffixes != null && i < windows; i++) {
      bytes += suffixes[i] == null ? 0 : 16 + suffixes[i].length * Long.BYTES;
    }
    for (int i = 0; others != null && i < others.length; i++) {
      bytes += 4 + (others[i] == null ? 0 : others[i].heapBytes());
    }
    return bytes;
  }
}
