package io.millrace.job.features.tile;

import io.millrace.udf.aggregate.Accumulator;
import java.util.Arrays;
import java.util.List;

/**
 * What the trees of an entity have in common: the columns of a leaf, and how large nodes get.
 * Belongs to one thread.
 */
public final class TreeLayout {
  private final int inputs;
  private final Series[] series;
  private final int rootRows;
  private final int leafRows;
  private final int fanout;
  private double[] ones = {};

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
    this.rootRows = rootRows;
    this.leafRows = leafRows;
    this.fanout = fanout;
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

  int rootRows() {
    return rootRows;
  }

  int leafRows() {
    return leafRows;
  }

  int fanout() {
    return fanout;
  }

  /** The input of a series that takes every event: ones, so many or more. */
  double[] ones(int rows) {
    if (ones.length < rows) {
      ones = new double[Math.max(leafRows, rows)];
      Arrays.fill(ones, 1);
    }
    return ones;
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
