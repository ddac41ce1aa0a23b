package io.millrace.job.features.tile;

import io.millrace.udf.aggregate.Accumulator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Contributions of a stretch of time: sorted by time and identity, a column for each input, in
 * which NaN stands for one that is absent.
 */
final class Leaf extends Node {
  private static final int OBJECT_BYTES = 32 + 16;
  private static final int COLUMN_BYTES = 4 + 16;
  private static final int LEAST_ROWS = 4;
  private static final int LINE_ROWS = 64 / Double.BYTES;

  private final EventKeys keys;
  private final double[][] inputs;

  private Leaf(EventKeys keys, double[][] inputs) {
    this.keys = keys;
    this.inputs = inputs;
  }

  static Leaf empty(TreeLayout layout, boolean text) {
    return new Leaf(EventKeys.empty(text), new double[layout.inputs()][0]);
  }

  @Override
  EventKeys keys() {
    return keys;
  }

  @Override
  Node insert(NodeStore store, Contribution row, boolean rightmost) {
    return insert(store, row, rightmost, store.layout().leafRows());
  }

  /** As {@link #insert}, into a leaf that is the whole tree. */
  Node insertAsRoot(NodeStore store, Contribution row) {
    return insert(store, row, true, store.layout().rootRows());
  }

  private Node insert(NodeStore store, Contribution row, boolean rightmost, int mostRows) {
    int size = keys.size();
    int at = keys.upperBound(row);
    row.setLast(at == size);
    setChanged(true);
    if (size < mostRows) {
      insert(store, at, row);
      return null;
    }
    Leaf later = splitOff(rightmost && at == size ? size : size / 2);
    if (at > keys.size() || later.keys.size() == 0) {
      later.insert(store, at - keys.size(), row);
    } else {
      insert(store, at, row);
    }
    later.setChanged(true);
    later.remeasure(store);
    store.addLeaf(later.keys.time(0));
    return later;
  }

  private void insert(NodeStore store, int at, Contribution row) {
    int size = keys.size();
    if (size == keys.capacity()) {
      reserve(capacityBeyond(size, store.layout()));
    }
    keys.insert(at, row);
    for (int i = 0; i < inputs.length; i++) {
      System.arraycopy(inputs[i], at, inputs[i], at + 1, size - at);
      inputs[i][at] = row.value(i);
    }
    remeasure(store);
  }

  private static int capacityBeyond(int size, TreeLayout layout) {
    int most = size < layout.leafRows() ? layout.leafRows() : layout.rootRows();
    return Math.max(size + 1, Math.min(most, Math.max(LEAST_ROWS, size + size / 2)));
  }

  private void reserve(int rows) {
    keys.reserve(rows);
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = Arrays.copyOf(inputs[i], rows);
    }
  }

  private Leaf splitOff(int from) {
    int size = keys.size();
    double[][] later = new double[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      later[i] = Arrays.copyOfRange(inputs[i], from, size);
    }
    return new Leaf(keys.splitOff(from), later);
  }

  /**
   * Drops rows up to a time where that saves the tree, which it is, from growing.
   *
   * @return how many
   */
  int makeRoom(TreeLayout layout, long upTo) {
    int size = keys.size();
    if (size < keys.capacity()) {
      return 0;
    }
    int dropped = keys.upperBound(upTo);
    if (dropped < size / 4 && size < layout.rootRows()) {
      return 0;
    }
    keys.removeFirst(dropped);
    for (double[] column : inputs) {
      System.arraycopy(column, dropped, column, 0, size - dropped);
    }
    return dropped;
  }

  @Override
  void fold(NodeStore store, Fold fold, int newest, int oldest) {
    int row = 0;
    for (int cut = oldest; cut >= newest; cut--) {
      int end = fold.upperBound(keys, cut);
      fold.addRows(this, row, end, cut, cut == 0);
      row = end;
    }
    fold.addRows(this, row, keys.size(), newest - 1, false);
  }

  @Override
  void summarize(TreeLayout layout, Accumulator[] into) {
    for (int i = 0; i < into.length; i++) {
      addTo(into[i], layout.series(i), 0, keys.size());
    }
  }

  @Override
  Node under(NodeStore before, NodeStore now, int[] sources) {
    double[][] columns = new double[sources.length][];
    for (int i = 0; i < columns.length; i++) {
      columns[i] =
          sources[i] < 0
              ? absent(keys.capacity())
              : Arrays.copyOf(inputs[sources[i]], keys.capacity());
    }
    return new Leaf(keys, columns);
  }

  private static double[] absent(int rows) {
    double[] column = new double[rows];
    Arrays.fill(column, Double.NaN);
    return column;
  }

  /**
   * Reads a row, and one that is a line of the processor's caches further on.
   *
   * @param row may be one that is no more, where windows are void
   */
  long readAhead(int row) {
    int size = keys.size();
    if (row < 0 || row >= size) {
      return 0;
    }
    long read = keys.time(row);
    int later = Math.min(row + LINE_ROWS, size - 1);
    for (double[] column : inputs) {
      read += Double.doubleToRawLongBits(column[row]) + Double.doubleToRawLongBits(column[later]);
    }
    return read;
  }

  /** Adds the rows from one to before another to an accumulator of a series. */
  void addTo(Accumulator into, Series series, int from, int to) {
    if (series.input() < 0) {
      into.updateOnes(keys.times(), from, to);
    } else {
      into.update(keys.times(), inputs[series.input()], from, to);
    }
  }

  /** What a row adds to a series. */
  double value(Series series, int row) {
    return series.input() < 0 ? 1 : inputs[series.input()][row];
  }

  @Override
  void write(DataOutput out) throws IOException {
    write(out, 0);
  }

  /** Writes the rows from one on. */
  void write(DataOutput out, int from) throws IOException {
    keys.write(out, from);
    for (double[] column : inputs) {
      for (int row = from; row < keys.size(); row++) {
        out.writeDouble(column[row]);
      }
    }
  }

  static Leaf read(DataInput in, TreeLayout layout, boolean text, int rows) throws IOException {
    Leaf leaf = new Leaf(EventKeys.read(in, text, rows), new double[layout.inputs()][rows]);
    for (double[] column : leaf.inputs) {
      for (int row = 0; row < rows; row++) {
        column[row] = in.readDouble();
      }
    }
    return leaf;
  }

  @Override
  int measure() {
    return OBJECT_BYTES
        + keys.heapBytes()
        + inputs.length * (COLUMN_BYTES + keys.capacity() * Double.BYTES);
  }
}
