package io.millrace.cli.replay;

import io.millrace.job.event.Counter;
import io.millrace.job.lineage.RunTotals;
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
    print(out, summary.totals(), scored);
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

  /** Prints what was counted alone. */
  public static void print(PrintWriter out, RunTotals totals, boolean scored) {
    if (totals.get(Counter.HISTORY) > 0) {
      row(out, "history", totals.get(Counter.HISTORY));
    }
    row(out, "read", totals.get(Counter.READ));
    row(out, "dead letters", totals.get(Counter.DEAD_LETTERED));
    row(out, "quarantined", totals.get(Counter.QUARANTINED));
    row(out, "duplicates", totals.get(Counter.DUPLICATES));
    row(out, "written", totals.get(Counter.WRITTEN));
    if (scored) {
      row(out, "  scored", totals.get(Counter.SCORED));
      row(out, "  degraded", totals.get(Counter.DEGRADED));
    }
    row(out, "  late", totals.get(Counter.LATE));
  }

  private static void row(PrintWriter out, String words, long count) {
    out.printf(Locale.ROOT, "%-14s %,14d%n", words, count);
  }
}
