package io.millrace.job.features.tile;

import io.millrace.udf.aggregate.Accumulator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the children of an inner node add up to: an accumulator for each child and series.
 *
 * <p>A run of children that was added up is remembered until one of them changes: the edges of
 * windows move slowly, so the next event of the key asks for the same run.
 */
final class Summaries {
  private static final int OBJECT_BYTES = 32 + 16 + 24;
  private static final int RUN_BYTES = 24 + 4;

  /** Runs of fewer children are added up each time. */
  private static final int LEAST_RUN = 3;

  /** As many runs as a query of few windows asks of one node. */
  private static final int MOST_RUNS = 6;

  private final List<Run> runs = new ArrayList<>(0);
  private Accumulator[][] children;
  private int size;
  private int heapBytes = OBJECT_BYTES;
  private int nextRun;

  Summaries(int capacity) {
    children = new Accumulator[capacity][];
  }

  int size() {
    return size;
  }

  /** Adds a row to a child's summary, of which it is the last. */
  void append(TreeLayout layout, int child, Contribution row) {
    Accumulator[] summary = children[child];
    int before = heapBytes(summary);
    for (int i = 0; i < summary.length; i++) {
      int input = layout.series(i).input();
      summary[i].update(row.time(), input < 0 ? 1 : row.value(input));
    }
    heapBytes += heapBytes(summary) - before;
    forgetRuns(child);
  }

  /** Adds a child up anew. */
  void summarize(TreeLayout layout, int child, Node node) {
    Accumulator[] summary = children[child];
    int before = heapBytes(summary);
    for (Accumulator accumulator : summary) {
      accumulator.clear();
    }
    node.summarize(layout, summary);
    heapBytes += heapBytes(summary) - before;
    forgetRuns(child);
  }

  /** Puts a child before another, or behind the last. */
  void insert(TreeLayout layout, int at, Node node) {
    if (size == children.length) {
      children = Arrays.copyOf(children, Math.max(2, Math.min(layout.fanout(), 2 * size)));
    }
    System.arraycopy(children, at, children, at + 1, size - at);
    children[at] = layout.prepare();
    size++;
    heapBytes += heapBytes(children[at]);
    summarize(layout, at, node);
    if (at < size - 1) {
      forgetRuns();
    }
  }

  void removeFirst(int count) {
    for (int child = 0; child < count; child++) {
      heapBytes -= heapBytes(children[child]);
    }
    size -= count;
    System.arraycopy(children, count, children, 0, size);
    Arrays.fill(children, size, size + count, null);
    forgetRuns();
  }

  /** Takes away the children from one on. */
  Summaries splitOff(int from) {
    Summaries later = new Summaries(0);
    later.children = Arrays.copyOfRange(children, from, size);
    later.size = size - from;
    for (Accumulator[] summary : later.children) {
      int bytes = heapBytes(summary);
      later.heapBytes += bytes;
      heapBytes -= bytes;
    }
    Arrays.fill(children, from, size, null);
    size = from;
    forgetRuns();
    return later;
  }

  /** Adds children, from one to before another, to an accumulator for each series. */
  void addTo(Accumulator[] into, TreeLayout layout, int from, int to) {
    if (to - from < LEAST_RUN) {
      addChildrenTo(into, from, to);
    } else {
      addTo(into, run(layout, from, to).sum);
    }
  }

  /** Adds all children to an accumulator for each series. */
  void addAllTo(Accumulator[] into) {
    addChildrenTo(into, 0, size);
  }

  /** The same, without remembering what they add up to. */
  void addChildrenTo(Accumulator[] into, int from, int to) {
    for (int child = from; child < to; child++) {
      addTo(into, children[child]);
    }
  }

  private static void addTo(Accumulator[] into, Accumulator[] later) {
    for (int i = 0; i < into.length; i++) {
      into[i].merge(later[i]);
    }
  }

  private Run run(TreeLayout layout, int from, int to) {
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      if (run.from == from && run.to == to) {
        return run;
      }
    }
    Run run = newRun(layout);
    heapBytes -= heapBytes(run.sum);
    for (Accumulator accumulator : run.sum) {
      accumulator.clear();
    }
    addChildrenTo(run.sum, from, to);
    run.from = from;
    run.to = to;
    heapBytes += heapBytes(run.sum);
    return run;
  }

  /** A run to fill: one more, or the one filled longest ago. */
  private Run newRun(TreeLayout layout) {
    if (runs.size() == MOST_RUNS) {
      nextRun = (nextRun + 1) % MOST_RUNS;
      return runs.get(nextRun);
    }
    Run run = new Run(layout.prepare());
    runs.add(run);
    heapBytes += RUN_BYTES + heapBytes(run.sum);
    return run;
  }

  /** Forgets the runs that a child is part of. */
  private void forgetRuns(int child) {
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      if (run.from <= child && child < run.to) {
        run.to = run.from;
      }
    }
  }

  private void forgetRuns() {
    for (int i = 0; i < runs.size(); i++) {
      runs.get(i).to = runs.get(i).from;
    }
  }

  /** Writes the summaries of a child. */
  void write(DataOutput out, int child) throws IOException {
    for (Accumulator accumulator : children[child]) {
      accumulator.write(out);
    }
  }

  /** Reads the summaries of one more child, behind the last. */
  void read(DataInput in, TreeLayout layout) throws IOException {
    children[size] = layout.prepare();
    for (Accumulator accumulator : children[size]) {
      accumulator.read(in);
    }
    heapBytes += heapBytes(children[size]);
    size++;
  }

  /** Heap that it takes, in bytes, about. */
  int heapBytes() {
    return heapBytes + children.length * 4;
  }

  private static int heapBytes(Accumulator[] summary) {
    int bytes = 16 + summary.length * 4;
    for (Accumulator accumulator : summary) {
      bytes += accumulator.heapBytes();
    }
    return bytes;
  }

  /** Children from one to before another, added up; none when the two are the same. */
  private static final class Run {
    private final Accumulator[] sum;
    private int from;
    private int to;

    Run(Accumulator[] sum) {
      this.sum = sum;
    }
  }
}
