package io.millrace.job.quality;

import java.util.Arrays;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * What a metric was in the last windows of a group that could answer it, oldest first; of a window
 * that was answered again the newest value. A Flink POJO.
 */
public class MetricHistory {
  public static final TypeInformation<MetricHistory> TYPE = Types.POJO(MetricHistory.class);

  /** First milliseconds of the windows, ascending. */
  public long[] starts = {};

  /** The metric in each of them. */
  public double[] values = {};

  public MetricHistory() {}

  /**
   * Keeps the value of a window, in place of what it was.
   *
   * @param most windows to keep; the oldest are forgotten
   */
  void put(long start, double value, int most) {
    int at = Arrays.binarySearch(starts, start);
    if (at >= 0) {
      values[at] = value;
      return;
    }
    int to = -at - 1;
    long[] newStarts = Arrays.copyOf(starts, starts.length + 1);
    double[] newValues = Arrays.copyOf(values, values.length + 1);
    System.arraycopy(starts, to, newStarts, to + 1, starts.length - to);
    System.arraycopy(values, to, newValues, to + 1, values.length - to);
    newStarts[to] = start;
    newValues[to] = value;
    int forgotten = Math.max(0, newStarts.length - most);
    starts = Arrays.copyOfRange(newStarts, forgotten, newStarts.length);
    values = Arrays.copyOfRange(newValues, forgotten, newValues.length);
  }

  /** Forgets what a window was: it can be answered no longer. */
  void remove(long start) {
    int at = Arrays.binarySearch(starts, start);
    if (at >= 0) {
      long[] newStarts = Arrays.copyOf(starts, starts.length - 1);
      double[] newValues = Arrays.copyOf(values, values.length - 1);
      System.arraycopy(starts, at + 1, newStarts, at, newStarts.length - at);
      System.arraycopy(values, at + 1, newValues, at, newValues.length - at);
      starts = newStarts;
      values = newValues;
    }
  }

  /** Number of windows that began before a time. */
  int before(long start) {
    int at = Arrays.binarySearch(starts, start);
    return at >= 0 ? at : -at - 1;
  }
}
