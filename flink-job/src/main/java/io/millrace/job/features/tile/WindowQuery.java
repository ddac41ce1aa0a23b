package io.millrace.job.features.tile;

import io.millrace.udf.aggregate.Accumulator;

/**
 * All windows of one event, answered together. They share their end, so their starts and the end
 * cut the past of a key into segments, the newest first: segment s lies between cut s + 1, which is
 * not in it, and cut s, which is; cut 0 is the end. Each contribution is taken into one segment, in
 * the order of time, and a window is its oldest segment with the next shorter window merged into
 * it.
 *
 * <p>One object serves event after event.
 */
public final class WindowQuery {
  private final TreeLayout layout;
  private final long[] lengths;
  private final long[] cuts;
  private final Accumulator[][] segments;
  private Contribution current;

  /**
   * Queries for windows.
   *
   * @param lengths of the windows, in milliseconds, shortest first and each once
   */
  public WindowQuery(TreeLayout layout, long... lengths) {
    this.layout = layout;
    this.lengths = lengths.clone();
    this.cuts = new long[lengths.length + 1];
    this.segments = new Accumulator[lengths.length][];
    for (int i = 0; i < lengths.length; i++) {
      segments[i] = layout.prepare();
    }
  }

  /** Begins anew, with windows that end at a time, or with a contribution of it. */
  void begin(long end, Contribution endsWith) {
    current = endsWith;
    cuts[0] = end;
    for (int i = 0; i < lengths.length; i++) {
      cuts[i + 1] = end - lengths[i];
    }
    for (Accumulator[] segment : segments) {
      for (Accumulator accumulator : segment) {
        accumulator.clear();
      }
    }
  }

  int oldestCut() {
    return segments.length;
  }

  /** Number of rows at or before a cut. */
  int upperBound(EventKeys keys, int cut) {
    return cut == 0 && current != null ? keys.upperBound(current) : keys.upperBound(cuts[cut]);
  }

  /**
   * Adds rows of a leaf to a segment; those before all windows and behind their end are left out.
   *
   * @param upToEnd whether the last row is the last of all windows
   */
  void addRows(Leaf leaf, int from, int to, int segment, boolean upToEnd) {
    if (segment < 0 || segment == segments.length || from == to) {
      return;
    }
    boolean withCurrent = upToEnd && current != null;
    long[] times = leaf.keys().times();
    Accumulator[] accumulators = segments[segment];
    for (int i = 0; i < accumulators.length; i++) {
      boolean excluded = withCurrent && layout.series(i).excludesCurrent();
      accumulators[i].update(times, leaf.values(layout, i), from, excluded ? to - 1 : to);
    }
  }

  /** Adds whole children of a node to a segment. */
  void addSummaries(Summaries summaries, int from, int to, int segment) {
    if (segment >= 0 && segment < segments.length && from < to) {
      summaries.addTo(segments[segment], layout, from, to);
    }
  }

  /** Makes windows of the segments. */
  void finish() {
    for (int window = 1; window < segments.length; window++) {
      for (int i = 0; i < layout.series(); i++) {
        segments[window][i].merge(segments[window - 1][i]);
      }
    }
  }

  /** What a window holds of a series; windows are numbered from the shortest. */
  public Accumulator result(int window, int series) {
    return segments[window][series];
  }
}
