package io.millrace.job.features.tile;

import io.millrace.udf.aggregate.Accumulator;
import java.util.List;

/**
 * What the trees of an entity have in common: the columns of a leaf, and how large nodes get.
 * Belongs to one thread.
 */
public final class TreeLayout {
  private static final int MOST_BLOCK_ROWS = 16;
  private static final int LEAST_SUFFIXES = 4;
  private static final int SUFFIX_BYTES = 8 << 10;

  private final int inputs;
  private final Series[] series;
  private final boolean[] excluding;
  private final int rootRows;
  private final int leafRows;
  private final int fanout;
  private final Accumulator[] scratch;
  private final int[] slots;
  private int allSlots;

  /**
   * A layout.
   *
   * @param inputs values of each contribution
   * @param rootRows rows of a leaf that is the whole tree at most
   * @param leafRows rows of another leaf at most
   * @param fanout children of an inner node at most
   */
  public TreeLayout(int inputs, List<Series> series, int rootRows, int leafRows, int fanout) {
    if (rootRows < 2 || leafRows < 2 || fanout < 2) {
      throw new IllegalArgumentException("a node has room for two at least");
    }
    this.inputs = inputs;
    this.series = series.toArray(new Series[0]);
    this.excluding = new boolean[this.series.length];
    for (int i = 0; i < excluding.length; i++) {
      excluding[i] = this.series[i].aggregate().excludesCurrent();
    }
    this.rootRows = rootRows;
    this.leafRows = leafRows;
    this.fanout = fanout;
    this.scratch = prepare();
    this.slots = new int[scratch.length];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = scratch[i].slots();
      allSlots += Math.max(0, slots[i]);
    }
  }

  int inputs() {
    return inputs;
  }

  int series() {
    return series.length;
  }

  Series series(int index) {
    return series[index];
  }

  /** Whether a series leaves out the event that a window ends with. */
  boolean excludesCurrent(int series) {
    return excluding[series];
  }

  int rootRows() {
    return rootRows;
  }

  int leafRows() {
    return leafRows;
  }

  /** Rows at the beginning of a window that are added up for each event, at most. */
  int blockRows() {
    return Math.min(MOST_BLOCK_ROWS, (leafRows + 1) / 2);
  }

  /** Rows at the beginning of a window that {@link Suffixes} are kept of, at most. */
  int suffixRows() {
    return Math.min(leafRows, Math.max(LEAST_SUFFIXES, SUFFIX_BYTES / Long.BYTES / (1 + allSlots)));
  }

  int fanout() {
    return fanout;
  }

  /** Numbers that the accumulators of all series fit into, without those that fit into none. */
  int slots() {
    return allSlots;
  }

  /** Numbers that the accumulator of a series fits into; negative when into none. */
  int slots(int series) {
    return slots[series];
  }

  /** Whether the accumulators of all series fit into numbers. */
  boolean isAllSlots() {
    for (int one : slots) {
      if (one < 0) {
        return false;
      }
    }
    return true;
  }

  /** Saves the accumulators that fit into numbers, from an index on. */
  void save(Accumulator[] accumulators, long[] numbers, int at) {
    int next = at;
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] >= 0) {
        accumulators[i].save(numbers, next);
        next += slots[i];
      }
    }
  }

  /** Loads what {@link #save} saved. */
  void load(long[] numbers, int at, Accumulator[] accumulators) {
    int next = at;
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] >= 0) {
        accumulators[i].load(numbers, next);
        next += slots[i];
      }
    }
  }

  /** An empty accumulator for each series. */
  Accumulator[] prepare() {
    Accumulator[] accumulators = new Accumulator[series.length];
    for (int i = 0; i < series.length; i++) {
      accumulators[i] = series[i].prepare();
    }
    return accumulators;
  }
}
