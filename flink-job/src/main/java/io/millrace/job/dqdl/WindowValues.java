package io.millrace.job.dqdl;

/** What rules see of one window and group: its metrics, and those of the windows before it. */
public interface WindowValues {
  /** The window's metric; NaN when the window cannot answer, e.g. a mean over no value. */
  double value(int metric);

  /** Earlier windows of the same group whose metric is at hand. */
  int earlierCount(int metric);

  /**
   * The metric of an earlier window.
   *
   * @param back 0 is the window just before; less than {@link #earlierCount}
   */
  double earlier(int metric, int back);

  /** Whether the window's metric is far from what the earlier ones let expect. */
  boolean isAnomalous(int metric);
}
