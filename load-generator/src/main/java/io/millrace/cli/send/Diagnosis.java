package io.millrace.cli.send;

import io.millrace.cli.workload.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says, where a run fell behind its schedule, what held it up: the target or the generator. */
final class Diagnosis {
  private static final double KEPT_SHARE = 0.99;
  private static final double LATE_MILLIS = 100;
  private static final double MOST_BLOCKED = 0.5;
  private static final double MOST_CPU = 0.85;
  private static final double MOST_COLLECTION = 0.1;
  private static final double MOST_BUSY = 0.8;
  private static final double PERCENTILE = 99;

  private Diagnosis() {}

  /** Sentences; none where the schedule was kept. */
  static List<String> of(
      Figures figures,
      double intendedRate,
      double achievedRate,
      WorkerTimes times,
      ClientLoad load) {
    List<String> sentences = new ArrayList<>();
    double share = figures.achievedShare();
    if (share < KEPT_SHARE) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "The rate was not reached: %,.0f events a second of the %,.0f that were asked for.",
              achievedRate,
              intendedRate));
    }
    double delay = figures.delayMillis(PERCENTILE);
    if (share < KEPT_SHARE || delay > LATE_MILLIS) {
      sentences.add(why(delay, times, load));
    }
    return sentences;
  }

  private static String why(double delay, WorkerTimes times, ClientLoad load) {
    String late =
        String.format(
            Locale.ROOT, "One event of a hundred left %,.0f ms late or later because ", delay);
    if (times.blocked() > MOST_BLOCKED) {
      return late
          + String.format(
              Locale.ROOT,
              "the target took no more: it held the workers back for %.0f %% of the time.",
              100 * times.blocked());
    }
    if (load.collectionShare() > MOST_COLLECTION) {
      return late
          + String.format(
              Locale.ROOT,
              "this process collected garbage for %.0f %% of the time: the generator is the"
                  + " bottleneck; give it more heap, e.g. MILLRACE_JVM_OPTS=-Xmx8g.",
              100 * load.collectionShare());
    }
    if (load.cpuShare() > MOST_CPU) {
      return late
          + String.format(
              Locale.ROOT,
              "this process used %.1f of %d processors: the generator is the bottleneck; take a"
                  + " larger machine, or several.",
              load.cores(),
              load.processors());
    }
    if (times.busy() > MOST_BUSY) {
      return late
          + String.format(
              Locale.ROOT,
              "the workers were busy making events for %.0f %% of the time: the generator is the"
                  + " bottleneck; raise workers.",
              100 * times.busy());
    }
    return late
        + "the target held the workers back from time to time, or this machine had other work;"
        + " timeline.csv shows when.";
  }
}
