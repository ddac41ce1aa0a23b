package io.millrace.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@link FeaturesBench} found, as a table and as JSON. */
final class FeaturesReport {
  /** A longer window may make an event so many times as dear. */
  private static final double MOST_WINDOW_COST = 1.5;

  /** With many keys, throughput is at least this share of that with few. */
  private static final double LEAST_THROUGHPUT = 0.5;

  private static final String ROW = "%-60s %,10.0f%n";
  private static final String TIMES = "%-60s %,10.0f %,10.0f%n";

  private final FeaturesBench bench;
  private final Rounds rounds;
  private final Rounds cpu;
  private final PrintWriter out;

  FeaturesReport(FeaturesBench bench, PrintWriter out) {
    this.bench = bench;
    this.rounds = bench.rounds();
    this.cpu = bench.cpu();
    this.out = out;
  }

  /** Says what is to come. */
  void begin(int count) {
    out.println("Nanoseconds an event, " + count + " rounds behind one that warms up: those that");
    out.println("passed, and those in which the thread of the stages had a processor. What else");
    out.println("runs on the machine is in the first, and hardly in the second.");
    out.flush();
  }

  /** A time as it comes. */
  void printTime(int round, String name, double nanos) {
    double cpuNanos = cpu.values(name).get(round - 1);
    out.printf(Locale.ROOT, TIMES, round + "  " + name, nanos, cpuNanos);
    out.flush();
  }

  /** A size of a key as it comes. */
  void printSize(long contributions, double bytes) {
    out.printf(Locale.ROOT, ROW, "bytes of a key of " + contributions, bytes);
    out.flush();
  }

  /** The medians of all. */
  void print() {
    out.println();
    out.println("Nanoseconds an event, and the ratio of each pair (medians)");
    row(FeaturesBench.EVENTS_ALONE);
    for (FeaturesBench.Comparison one : bench.windowCosts()) {
      row(one.first());
      row(one.second());
      ratio("cost of the longer windows", one, "at most", MOST_WINDOW_COST);
    }
    for (FeaturesBench.Comparison one : bench.throughputs()) {
      row(one.second());
      row(one.first());
      ratio("throughput with many keys", one, "at least", LEAST_THROUGHPUT);
    }
    row(BenchJob.Chain.UNCACHED.text());
    out.println();
    out.println("Bytes a key in RocksDB's files, timers and all, by contributions");
    bench
        .bytesPerKey()
        .forEach((contributions, bytes) -> out.printf(Locale.ROOT, ROW, contributions, bytes));
  }

  private void row(String name) {
    out.printf(Locale.ROOT, TIMES, name, rounds.median(name), cpu.median(name));
  }

  private void ratio(String name, FeaturesBench.Comparison one, String bound, double target) {
    out.printf(
        Locale.ROOT,
        "  %-58s %10.2f %10.2f  (%s %.1f wanted)%n",
        name,
        rounds.ratio(one.first(), one.second()),
        cpu.ratio(one.first(), one.second()),
        bound,
        target);
  }

  void write(Path file) throws IOException {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("eventsAloneNanos", rounds.values(FeaturesBench.EVENTS_ALONE));
    report.put("windowCosts", comparisons(bench.windowCosts()));
    report.put("throughputs", comparisons(bench.throughputs()));
    report.put("bytesPerKey", bench.bytesPerKey());
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), report);
  }

  private List<Map<String, Object>> comparisons(List<FeaturesBench.Comparison> comparisons) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (FeaturesBench.Comparison one : comparisons) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("what", one.what());
      fields.put("ratio", rounds.ratio(one.first(), one.second()));
      fields.put("cpuRatio", cpu.ratio(one.first(), one.second()));
      for (String name : List.of(one.first(), one.second())) {
        fields.put(name, rounds.values(name));
        fields.put(name + ", cpu", cpu.values(name));
      }
      list.add(fields);
    }
    return list;
  }
}
