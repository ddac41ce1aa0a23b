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
public final class WindowQuery implements Fold {
  private final TreeLayout layout;
  private final long[] lengths;
  private final long[] cuts;
  private final Accumulator[][] segments;
  private final RunningWindow running;
  private final Seek seek;
  private Contribution current;
  private long read;

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
    this.running = new RunningWindow(layout);
    this.seek = new Seek(running);
  }

  /** Takes what was read ahead: the compiler leaves out what nobody takes. */
  void noteRead(long numbers) {
    read += numbers;
  }

  /** The one window that is being moved on. */
  RunningWindow running() {
    return running;
  }

  /** What seeks it. */
  Seek seek() {
    return seek;
  }

  int windows() {
    return lengths.length;
  }

  long end() {
    return cuts[0];
  }

  /** What a window begins behind. */
  long start(int window) {
    return cuts[window + 1];
  }

  /** Where a window is added up, an accumulator for each series. */
  Accumulator[] segment(int window) {
    return segments[window];
  }

  /** Begins anew, with windows that end at a time, or with a contribution of it. */
  void begin(long end, Contribution endsWith) {
    current = endsWith;
    cuts[0] = end;
    for (int i = 0; i < lengths.length; i++) {
      cuts[i + 1] = end - lengths[i];
    }
  }

  /** Empties the windows. */
  void clear() {
    for (Accumulator[] segment : segments) {
      for (Accumulator accumulator : segment) {
        accumulator.clear();
      }
    }
  }

  int oldestCut() {
    return segments.length;
  }

  @Override
  public int upperBound(EventKeys keys, int cut) {
    return cut == 0 && current != null ? keys.upperBound(current) : keys.upperBound(cuts[cut]);
  }

  @Override
  public void addRows(Leaf leaf, int from, int to, int segment, boolean upToEnd) {
    if (segment < 0 || segment == segments.length || from == to) {
      return;
    }
    boolean withCurrent = upToEnd && current != null;
    Accumulator[] accumulators = segments[segment];
    for (int i = 0; i < accumulators.length; i++) {
      boolean excluded = withCurrent && layout.excludesCurrent(i);
      leaf.addTo(accumulators[i], layout.series(i), from, excluded ? to - 1 : to);
    }
  }

  @Override
  public void addSummaries(Summaries summaries, int from, int to, int segment) {
    if (segment >= 0 && segment < segments.length && from < to) {
      summaries.addTo(segments[segment], layout, from, to);
    }
  }

  @Override
  public void beginNext(int newestCut, int oldestCut, long time) {}

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
