package io.millrace.cli.bench.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was found for each size of batches. */
final class InferenceCurve {
  /** Throughput with full batches is at least so many times that of one request an event. */
  static final double LEAST_SPEED_UP = 10;

  /** Latency at half load is at most so many times that of an idle stage. */
  static final double MOST_LATENCY = 2;

  private final List<Point> points = new ArrayList<>();

  void add(Point point) {
    points.add(point);
  }

  List<Point> points() {
    return List.copyOf(points);
  }

  /** Throughput over that of the first point, one request an event. */
  double speedUp(Point point) {
    return point.throughput / points.get(0).throughput;
  }

  String toCsv() {
    StringBuilder csv =
        new StringBuilder(
            "batch_records,events_per_second,times_single,p99_ms_at_half_load,p99_bound_ms\n");
    for (Point point : points) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%d,%.0f,%.1f,%.2f,%.2f%n",
              point.records,
              point.throughput,
              speedUp(point),
              point.p99Millis,
              point.boundMillis));
    }
    return csv.toString().replace("\r\n", "\n");
  }

  /** One size of batches. Immutable. */
  static final class Point {
    final int records;
    final double throughput;
    final double p99Millis;
    final double boundMillis;

    /**
     * @param throughput events a second
     * @param p99Millis of the time from an event to its score, at half of that load
     * @param boundMillis what it may be at most
     */
    Point(int records, double throughput, double p99Millis, double boundMillis) {
      this.records = records;
      this.throughput = throughput;
      this.p99Millis = p99Millis;
      this.boundMillis = boundMillis;
    }
  }
}
