package io.millrace.job.features.tile;

import io.millrace.udf.aggregate.Accumulator;

/**
 * What the rows of a block add up to from each of them on, as numbers in one array: for the last
 * row its time and what it adds up to, then the same for the last two, and so on. As rows leave at
 * the front, a window takes one run of numbers after the other, and needs neither the leaf nor to
 * add rows up; so an event looks into one line of memory. It is the front stack of the two of which
 * such windows are made.
 *
 * <p>Only for layouts of which all accumulators fit into numbers. One object serves window after
 * window.
 *
 * <p>Source: K. Tangwongsan, M. Hirzel, S. Schneider, K.-L. Wu, "General incremental sliding-window
 * aggregation", VLDB 2015.
 */
final class Suffixes {
  private final TreeLayout layout;
  private final int stride;
  private Accumulator[] one;
  private Accumulator[] sum;

  Suffixes(TreeLayout layout) {
    this.layout = layout;
    this.stride = 1 + layout.slots();
    this.one = layout.prepare();
    this.sum = layout.prepare();
  }

  /**
   * Adds up the rows of a leaf.
   *
   * @param into an array to use if it has room; may be null
   * @param mostRows for which a new array has room at least
   * @return the numbers
   */
  long[] of(Leaf leaf, int from, int to, long[] into, int mostRows) {
    int rows = Math.max(mostRows, to - from);
    long[] numbers = into != null && into.length >= rows * stride ? into : new long[rows * stride];
    for (Accumulator accumulator : sum) {
      accumulator.clear();
    }
    long[] times = leaf.keys().times();
    for (int row = to - 1; row >= from; row--) {
      for (int i = 0; i < one.length; i++) {
        one[i].clear();
        one[i].update(times[row], leaf.value(layout.series(i), row));
        one[i].merge(sum[i]);
      }
      Accumulator[] longer = one;
      one = sum;
      sum = longer;
      int at = (to - 1 - row) * stride;
      numbers[at] = times[row];
      layout.save(sum, numbers, at + 1);
    }
    return numbers;
  }

  /** Time of the first of the last so many rows. */
  long time(long[] numbers, int rows) {
    return numbers[(rows - 1) * stride];
  }

  /** Loads what the last so many rows add up to; 0 for none. */
  void load(long[] numbers, int rows, Accumulator[] into) {
    if (rows > 0) {
      layout.load(numbers, (rows - 1) * stride + 1, into);
      return;
    }
    for (Accumulator accumulator : into) {
      accumulator.clear();
    }
  }
}
