package io.millrace.cli.send;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * One line on the terminal that tells every second how the run goes; nothing where nobody looks, as
 * in a pipe or a log.
 */
final class LiveLine {
  /** Set by the script millrace when its standard error is a terminal; Java 11 cannot tell. */
  private static final String INTERACTIVE = "millrace.interactive";

  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final int WIDTH = 20;
  private static final double MILLI = 1e6;

  private final PrintWriter out;
  private final Deque<Double> rates = new ArrayDeque<>();

  private LiveLine(PrintWriter out) {
    this.out = out;
  }

  /** A line when a terminal is attached. */
  static LiveLine on(PrintWriter err) {
    return new LiveLine(Boolean.getBoolean(INTERACTIVE) ? err : null);
  }

  void show(Timeline.Interval interval) {
    if (out != null) {
      out.print("\r\u001b[K" + text(interval));
      out.flush();
    }
  }

  void clear() {
    if (out != null) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }

  /** The line of an interval, with a bar for each of the last ones' rates. */
  String text(Timeline.Interval interval) {
    rates.addLast(interval.deliveredRate);
    if (rates.size() > WIDTH) {
      rates.removeFirst();
    }
    double most = rates.stream().mapToDouble(rate -> rate).max().orElse(0);
    StringBuilder bars = new StringBuilder();
    for (double rate : rates) {
      int height = most > 0 ? (int) Math.round(rate / most * (BARS.length() - 1)) : 0;
      bars.append(BARS.charAt(height));
    }
    return String.format(
        Locale.ROOT,
        "%5.0f s  %s  %,.0f of %,.0f events/s  p50 %.1f ms  p99 %.1f ms  late %.1f ms  throttled"
            + " %,d  failed %,d",
        interval.endSeconds,
        bars,
        interval.deliveredRate,
        interval.intendedRate,
        interval.p50 / MILLI,
        interval.p99 / MILLI,
        interval.delayP99 / MILLI,
        interval.throttled,
        interval.failed);
  }
}
