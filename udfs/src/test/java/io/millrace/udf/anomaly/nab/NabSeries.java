package io.millrace.udf.anomaly.nab;

import java.util.List;

/**
 * A series of the Numenta Anomaly Benchmark with its labelled windows.
 *
 * @param name category and file, such as {@code realTweets/Twitter_volume_AAPL}
 * @param points in the order of time
 * @param windows in the order of time, not overlapping; both ends belong to a window and are times
 *     of points
 */
public record NabSeries(String name, List<Point> points, List<Window> windows) {
  /** A value at a time, seconds since the epoch. */
  public record Point(long epochSeconds, double value) {}

  /** The span of a labelled anomaly, seconds since the epoch. */
  public record Window(long start, long end) {}

  public NabSeries {
    points = List.copyOf(points);
    windows = List.copyOf(windows);
  }

  /** The folder of the benchmark that the series is in. */
  public String category() {
    return name.substring(0, Math.max(0, name.indexOf('/')));
  }

  /** Position of the first point at a time. */
  int indexOf(long epochSeconds) {
    for (int i = 0; i < points.size(); i++) {
      if (points.get(i).epochSeconds() == epochSeconds) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "window of " + name + ": expected the time of a point, got " + epochSeconds);
  }
}
