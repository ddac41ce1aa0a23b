package io.millrace.udf.quality;

import io.millrace.udf.scalar.Hash;
import java.util.Locale;

/**
 * What a window of ten million events takes: ten columns of a million distinct values each, with
 * all statistics of each. Prints the heap that the window takes after a garbage collection, the
 * bytes that it is shipped as, and the time of an event. Takes no arguments.
 */
final class WindowBench {
  private static final int EVENTS = 10_000_000;
  private static final int DISTINCT = 1_000_000;
  private static final int COLUMNS = 10;

  private WindowBench() {}

  public static void main(String[] args) {
    long before = used();
    Statistic[][] window = new Statistic[COLUMNS][];
    for (int i = 0; i < COLUMNS; i++) {
      window[i] =
          new Statistic[] {
            new Counts(), new Frequencies(), new Numbers(), new Pairs(), new Ranks()
          };
    }
    long started = System.nanoTime();
    long random = 1;
    for (int event = 0; event < EVENTS; event++) {
      for (int column = 0; column < COLUMNS; column++) {
        random = random * 0x5851F42D4C957F2DL + 0x14057B7EF767814FL;
        double value = (random >>> 33) % DISTINCT;
        Statistic[] statistics = window[column];
        ((Counts) statistics[0]).update(true);
        ((Frequencies) statistics[1]).update(Hash.of(Double.doubleToLongBits(value)));
        ((Numbers) statistics[2]).update(value);
        ((Pairs) statistics[3]).update(value, event);
        // A quantile takes a lock at each number, which no rule of the language asks for.
        if (column == 0) {
          ((Ranks) statistics[4]).update(value);
        }
      }
    }
    double nanos = (double) (System.nanoTime() - started) / EVENTS / COLUMNS;
    long bytes = 0;
    for (Statistic[] statistics : window) {
      for (Statistic statistic : statistics) {
        bytes += StatisticBytes.of(statistic).length;
      }
    }
    long held = used() - before;
    System.out.printf(
        Locale.ROOT,
        "%d events, %d columns of %d distinct values: heap %.1f MB, shipped as %.1f MB,"
            + " %.0f ns an event and column%n",
        EVENTS,
        COLUMNS,
        DISTINCT,
        held / 1e6,
        bytes / 1e6,
        nanos);
    Frequencies first = (Frequencies) window[0][1];
    System.out.println("distinct " + first.distinct() + ", uniqueness " + first.uniqueness());
    System.out.println(
        "entropy " + first.entropy() + ", of equal values " + Math.log(DISTINCT) + " nats");
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
