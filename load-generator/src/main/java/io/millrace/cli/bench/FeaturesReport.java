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

  private final FeaturesBench bench;
  private final Rounds rounds;

  FeaturesReport(FeaturesBench bench) {
    this.bench = bench;
    this.rounds = bench.rounds();
  }

  void print(PrintWriter out) {
    out.println("Nanoseconds an event, and the ratio of each pair (medians)");
    row(out, FeaturesBench.EVENTS_ALONE);
    for (FeaturesBench.Comparison one : bench.windowCosts()) {
      row(out, one.first());
      row(out, one.second());
      ratio(out, "cost of the longer windows", one, "at most", MOST_WINDOW_COST);
    }
    for (FeaturesBench.Comparison one : bench.throughputs()) {
      row(out, one.first());
      row(out, one.second());
      ratio(out, "throughput with many keys", one, "at least", LEAST_THROUGHPUT);
    }
    out.println();
    out.println("Bytes a key in RocksDB's files, timers and all, by contributions");
    bench
        .bytesPerKey()
        .forEach(
            (contributions, bytes) ->
                out.printf(Locale.ROOT, "%-56s %,12.0f%n", contributions, bytes));
  }

  private void row(PrintWriter out, String name) {
    out.printf(Locale.ROOT, "%-56s %,12.0f%n", name, rounds.median(name));
  }

  private void ratio(
      PrintWriter out, String name, FeaturesBench.Comparison one, String bound, double target) {
    out.printf(
        Locale.ROOT,
        "  %-54s %12.2f  (%s %.1f wanted)%n",
        name,
        rounds.ratio(one.first(), one.second()),
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
      fields.put(one.first(), rounds.values(one.first()));
      fields.put(one.second(), rounds.values(one.second()));
      list.add(fields);
    }
    return list;
  }
}
