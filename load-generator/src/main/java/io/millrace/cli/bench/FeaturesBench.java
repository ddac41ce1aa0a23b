package io.millrace.cli.bench;

import io.millrace.cli.replay.LocalCluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What windowed features cost: of longer windows, of many keys, and in bytes of state. State is
 * warm when the time is taken: the longest window and the lateness are full.
 */
final class FeaturesBench {
  static final String EVENTS_ALONE = "events alone";

  private static final List<String> SHORT = List.of("1d");
  private static final List<String> ALL = List.of("1d", "7d", "30d");

  /** The longest window and the lateness. */
  private static final double RETENTION_DAYS = 31;

  private static final double WARM_UP_DAYS = RETENTION_DAYS + 1;
  private static final long MEASURED = 1_000_000;
  private static final long HOT_KEYS = 10;
  private static final long FEW_KEYS = 10_000;
  private static final long MANY_KEYS = 1_000_000;

  /** Events a day of each of many keys: four are in the longest window. */
  private static final double SELDOM = 1 / 8.0;

  private static final long[] CONTRIBUTIONS = {1, 10, 120, 120_000};

  private final LocalCluster cluster;
  private final double scale;
  private final Rounds rounds = new Rounds();
  private final List<Comparison> windowCosts = new ArrayList<>();
  private final List<Comparison> throughputs = new ArrayList<>();
  private final Map<Long, Double> bytesPerKey = new LinkedHashMap<>();

  /**
   * A benchmark.
   *
   * @param scale share of the keys and events to run with; 1 for all
   */
  FeaturesBench(LocalCluster cluster, double scale) {
    this.cluster = cluster;
    this.scale = scale;
    rounds.add(EVENTS_ALONE, nanos(BenchJob.Chain.NONE, SHORT, FEW_KEYS, 4));
    compareWindows("4 events a day", scaled(FEW_KEYS), 4);
    compareWindows("4,000 events a day", HOT_KEYS, 4_000 * scale);
    compareKeys(BenchJob.Chain.FEATURES);
    compareKeys(BenchJob.Chain.STAGES);
  }

  private void compareWindows(String what, long keys, double eventsADay) {
    windowCosts.add(
        compare(
            what,
            "1d,7d,30d",
            nanos(BenchJob.Chain.FEATURES, ALL, keys, eventsADay),
            "1d",
            nanos(BenchJob.Chain.FEATURES, SHORT, keys, eventsADay)));
  }

  /** Throughput with many keys over that with few is the time with few over that with many. */
  private void compareKeys(BenchJob.Chain chain) {
    throughputs.add(
        compare(
            chain.text(),
            "few keys",
            nanos(chain, ALL, scaled(FEW_KEYS), SELDOM),
            "many keys",
            nanos(chain, ALL, scaled(MANY_KEYS), SELDOM)));
  }

  private Comparison compare(
      String what, String first, Rounds.Measurement of, String second, Rounds.Measurement to) {
    Comparison comparison = new Comparison(what, first, second);
    rounds.add(comparison.first(), of);
    rounds.add(comparison.second(), to);
    return comparison;
  }

  private Rounds.Measurement nanos(
      BenchJob.Chain chain, List<String> windows, long keys, double eventsADay) {
    BenchJob job = new BenchJob(chain, windows, keys, eventsADay, WARM_UP_DAYS, scaled(MEASURED));
    return () -> job.nanosPerEvent(cluster);
  }

  private long scaled(long number) {
    return Math.max(1, Math.round(number * scale));
  }

  /** How many jobs it runs for so many rounds. */
  int jobs(int count) {
    return rounds.measurements() * (count + 1) + CONTRIBUTIONS.length;
  }

  /**
   * Runs everything.
   *
   * @param done is called after each job
   */
  void run(int count, Runnable done) throws Exception {
    rounds.run(count, done);
    for (long contributions : CONTRIBUTIONS) {
      long keys = scaled(contributions > 1_000 ? HOT_KEYS : FEW_KEYS);
      BenchJob job =
          new BenchJob(
              BenchJob.Chain.FEATURES,
              ALL,
              keys,
              contributions / RETENTION_DAYS,
              0,
              keys * contributions);
      bytesPerKey.put(contributions, (double) job.stateBytes(cluster) / keys);
      done.run();
    }
  }

  Rounds rounds() {
    return rounds;
  }

  List<Comparison> windowCosts() {
    return windowCosts;
  }

  List<Comparison> throughputs() {
    return throughputs;
  }

  /** Bytes of RocksDB's files for each key, by how many contributions it has on average. */
  Map<Long, Double> bytesPerKey() {
    return bytesPerKey;
  }

  /** Two measurements of the same thing under two conditions. */
  static final class Comparison {
    private final String what;
    private final String firstCondition;
    private final String secondCondition;

    Comparison(String what, String firstCondition, String secondCondition) {
      this.what = what;
      this.firstCondition = firstCondition;
      this.secondCondition = secondCondition;
    }

    String what() {
      return what;
    }

    /** Name of the measurement under the first condition. */
    String first() {
      return what + ", " + firstCondition;
    }

    /** Name of the measurement under the second condition. */
    String second() {
      return what + ", " + secondCondition;
    }
  }
}
