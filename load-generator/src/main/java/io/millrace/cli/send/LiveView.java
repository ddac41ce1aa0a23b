package io.millrace.cli.send;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * A few lines on the terminal that tell every second how the run goes, and are drawn over each
 * time; nothing where nobody looks, as in a pipe or a log. Each row fits 80 columns.
 */
final class LiveView {
  /** Set by the script millrace when its standard error is a terminal; Java 11 cannot tell. */
  private static final String INTERACTIVE = "millrace.interactive";

  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final int WIDTH = 24;
  private static final double MILLI = 1e6;
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final String LINE_UP = "\u001b[1A";

  private final PrintWriter out;
  private final double seconds;
  private final Deque<Double> rates = new ArrayDeque<>();
  private final Deque<Double> latencies = new ArrayDeque<>();
  private final Deque<Double> errors = new ArrayDeque<>();
  private int drawn;
  private long failed;
  private long throttled;
  private long retried;

  private LiveView(PrintWriter out, double seconds) {
    this.out = out;
    this.seconds = seconds;
  }

  /**
   * A view when a terminal is attached.
   *
   * @param seconds that the schedule takes
   */
  static LiveView on(PrintWriter err, double seconds) {
    return new LiveView(Boolean.getBoolean(INTERACTIVE) ? err : null, seconds);
  }

  /** A view that is always drawn. */
  static LiveView to(PrintWriter out, double seconds) {
    return new LiveView(out, seconds);
  }

  void show(Timeline.Interval interval) {
    if (out == null) {
      return;
    }
    clear();
    for (String line : lines(interval)) {
      out.print(line + "\n");
      drawn++;
    }
    out.flush();
  }

  /** Removes what was drawn last. */
  void clear() {
    if (out != null) {
      for (; drawn > 0; drawn--) {
        out.print(LINE_UP + CLEAR_LINE);
      }
      out.flush();
    }
  }

  private List<String> lines(Timeline.Interval interval) {
    failed += interval.failed;
    throttled += interval.throttled;
    retried += interval.retried;
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, "%.0f of %.0f s", interval.endSeconds, seconds));
    lines.add(
        String.format(
            Locale.ROOT,
            "rate     %s  %,.0f of %,.0f events/s",
            bars(rates, interval.deliveredRate),
            interval.deliveredRate,
            interval.intendedRate));
    lines.add(
        String.format(
            Locale.ROOT,
            "latency  %s  p50 %,.1f  p99 %,.1f  left late %,.1f ms",
            bars(latencies, interval.p99),
            interval.p50 / MILLI,
            interval.p99 / MILLI,
            interval.delayP99 / MILLI));
    lines.add(
        String.format(
            Locale.ROOT,
            "errors   %s  failed %,d  throttled %,d  again %,d",
            bars(errors, interval.failed + interval.throttled),
            failed,
            throttled,
            retried));
    return lines;
  }

  /** A bar for each of the last values, the highest of them full. */
  private static String bars(Deque<Double> values, double value) {
    values.addLast(value);
    if (values.size() > WIDTH) {
      values.removeFirst();
    }
    double most = values.stream().mapToDouble(each -> each).max().orElse(0);
    StringBuilder bars = new StringBuilder();
    for (double each : values) {
      int height = most > 0 ? (int) Math.round(each / most * (BARS.length() - 1)) : 0;
      bars.append(BARS.charAt(height));
    }
    return bars + " ".repeat(WIDTH - values.size());
  }
}
