package io.millrace.cli.replay;

import io.millrace.job.event.Counter;
import java.io.PrintWriter;
import java.util.Locale;

/** The books of a run, for the terminal. */
public final class SummaryTable {
  private SummaryTable() {}

  /**
   * Prints a table.
   *
   * @param scored whether the run scores
   */
  public static void print(PrintWriter out, Summary summary, boolean scored) {
    if (summary.count(Counter.HISTORY) > 0) {
      row(out, "history", summary.count(Counter.HISTORY));
    }
    row(out, "read", summary.count(Counter.READ));
    row(out, "dead letters", summary.count(Counter.DEAD_LETTERED));
    row(out, "quarantined", summary.count(Counter.QUARANTINED));
    row(out, "duplicates", summary.count(Counter.DUPLICATES));
    row(out, "written", summary.count(Counter.WRITTEN));
    if (scored) {
      row(out, "  scored", summary.count(Counter.SCORED));
      row(out, "  degraded", summary.count(Counter.DEGRADED));
    }
    row(out, "  late", summary.count(Counter.LATE));
    row(out, "loaded", summary.loaded());
    if (summary.resumed()) {
      out.printf(
          Locale.ROOT, "%-14s %,14.1f  (since it was taken up)%n", "seconds", summary.seconds());
    } else if (summary.count(Counter.BYTES) == 0) {
      out.printf(
          Locale.ROOT,
          "%-14s %,14.1f  (%,.0f events/s)%n",
          "seconds",
          summary.seconds(),
          summary.eventsPerSecond());
    } else {
      out.printf(
          Locale.ROOT,
          "%-14s %,14.1f  (%,.0f events/s, %.1f MB/s)%n",
          "seconds",
          summary.seconds(),
          summary.eventsPerSecond(),
          summary.megabytesPerSecond());
    }
  }

  private static void row(PrintWriter out, String words, long count) {
    out.printf(Locale.ROOT, "%-14s %,14d%n", words, count);
  }
}
