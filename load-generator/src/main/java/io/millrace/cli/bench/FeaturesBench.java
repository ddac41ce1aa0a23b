package io.millrace.cli.bench;

import io.millrace.cli.replay.LocalCluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;

/**
 * What windowed features cost: of longer windows, of many keys, and in bytes of state. State is
 * warm when the time is taken: the longest window and the lateness are full.
 */
final class FeaturesBench {
  static final String EVENTS_ALONE = "events alone";

  private static final Windows SHORT = new Windows(List.of("1d"), 1);
  private static final Windows ALL = new Windows(List.of("1d", "7d", "30d"), 30);

  private static final long MEASURED = 2_000_000;
  private static final long HOT_KEYS = 10;
  private static final long FEW_KEYS = 10_000;
  private static final long MANY_KEYS = 1_000_000;

  /** Events a day of each of many keys: two are in the longest window. */
  private static final double SELDOM = 1 / 16.0;

  /** Share of the keys and events that the code is warmed up with. */
  private static final double WARM_UP_SCALE = 0.1;

  private static final long[] CONTRIBUTIONS = {1, 10, 120, 120_000};

  private final LocalCluster cluster;
  private final double scale;
  private final Rounds rounds = new Rounds();
  private final Rounds cpu = new Rounds();
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
    add(EVENTS_ALONE, BenchJob.Chain.NONE, SHORT, FEW_KEYS, 4);
    for (BenchJob.Chain chain : List.of(BenchJob.Chain.STAGES, BenchJob.Chain.FEATURES)) {
      compareWindows(chain, "4 events a day", FEW_KEYS, 4);
      compareWindows(chain, "4,000 events a day", HOT_KEYS, 4_000);
    }
    for (BenchJob.Chain chain : List.of(BenchJob.Chain.STAGES, BenchJob.Chain.FEATURES)) {
      compareKeys(chain);
    }
    add(BenchJob.Chain.UNCACHED.text(), BenchJob.Chain.UNCACHED, ALL, FEW_KEYS, SELDOM);
  }

  private void compareKeys(BenchJob.Chain chain) {
    String many = chain.text() + ", 1,000,000 keys";
    String few = chain.text() + ", 10,000 keys";
    add(many, chain, ALL, MANY_KEYS, SELDOM);
    add(few, chain, ALL, FEW_KEYS, SELDOM);
    throughputs.add(new Comparison("many keys to " + few, few, many));
  }

  private void compareWindows(BenchJob.Chain chain, String what, long keys, double eventsADay) {
    String name = chain.text() + ", " + what;
    Comparison comparison = new Comparison(name, name + ", 1d,7d,30d", name + ", 1d");
    add(comparison.first(), chain, ALL, keys, eventsADay);
    add(comparison.second(), chain, SHORT, keys, eventsADay);
    windowCosts.add(comparison);
  }

  private void add(
      String name, BenchJob.Chain chain, Windows windows, long keys, double eventsADay) {
    rounds.add(
        name,
        () -> job(chain, windows, keys, eventsADay, scale * WARM_UP_SCALE).time(cluster).nanos(),
        () -> {
          Timing timing = job(chain, windows, keys, eventsADay, scale).time(cluster);
          cpu.note(name, timing.cpuNanos());
          return timing.nanos();
        });
  }

  /** Of few hot keys there are not fewer when less is run, but they see fewer events. */
  private static BenchJob job(
      BenchJob.Chain chain, Windows windows, long keys, double eventsADay, double share) {
    boolean hot = keys == HOT_KEYS;
    return new BenchJob(
        chain,
        windows.lengths,
        hot ? keys : scaled(keys, share),
        hot ? eventsADay * share : eventsADay,
        windows.warmUpDays,
        scaled(MEASURED, share));
  }

  private static long scaled(long number, double share) {
    return Math.max(1, Math.round(number * share));
  }

  /**
   * Runs everything.
   *
   * @param listener is told each time as it comes, in nanoseconds
   * @param sizes is told the bytes of a key that has so many contributions
   */
  void run(int count, Rounds.Listener listener, ObjDoubleConsumer<Long> sizes) throws Exception {
    rounds.run(count, listener);
    for (long contributions : CONTRIBUTIONS) {
      long keys = scaled(contributions > 1_000 ? HOT_KEYS : FEW_KEYS, scale);
      BenchJob job =
          new BenchJob(
              BenchJob.Chain.FEATURES,
              ALL.lengths,
              keys,
              (double) contributions / ALL.retentionDays,
              0,
              keys * contributions);
      double bytes = (double) job.stateBytes(cluster) / keys;
      bytesPerKey.put(contributions, bytes);
      sizes.accept(contributions, bytes);
    }
  }

  /** Nanoseconds that passed. */
  Rounds rounds() {
    return rounds;
  }

  /** Nanoseconds in which the thread of the stages had a processor, under the same names. */
  Rounds cpu() {
    return cpu;
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

  /** Windows, and how long it takes until no event comes that does not push one out. */
  private static final class Windows {
    private final List<String> lengths;
    private final double retentionDays;
    private final double warmUpDays;

    Windows(List<String> lengths, double longestDays) {
      this.lengths = lengths;
      this.retentionDays = longestDays + 1;
      this.warmUpDays = retentionDays + 1;
    }
  }

  /** Two measurements of the same thing under two conditions. */
  static final class Comparison {
    private final String what;
    private final String first;
    private final String second;

    Comparison(String what, String first, String second) {
      this.what = what;
      this.first = first;
      this.second = second;
    }

    String what() {
      return what;
    }

    /** Name of the measurement under the first condition. */
    String first() {
      return first;
    }

    /** Name of the measurement under the second condition. */
    String second() {
      return second;
    }
  }
}
