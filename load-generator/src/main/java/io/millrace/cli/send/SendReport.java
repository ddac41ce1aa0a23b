package io.millrace.cli.send;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.cli.workload.Threshold.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The report of a run: a table for people, JSON and CSV for programs. */
final class SendReport {
  static final String JSON = "report.json";
  static final String TIMELINE = "timeline.csv";

  /** Percentiles that are shown, by name. */
  static final Map<String, Double> PERCENTILES = new LinkedHashMap<>();

  static {
    PERCENTILES.put("p50", 50.0);
    PERCENTILES.put("p90", 90.0);
    PERCENTILES.put("p99", 99.0);
    PERCENTILES.put("p99.9", 99.9);
    PERCENTILES.put("p99.99", 99.99);
    PERCENTILES.put("max", 100.0);
  }

  private static final double MEGA = 1e6;
  private static final double MILLI = 1e6;

  private final SendResult result;
  private final String target;
  private final long seed;
  private final List<String> remarks;

  /**
   * @param remarks what the target has to say
   */
  SendReport(SendResult result, String target, long seed, List<String> remarks) {
    this.result = result;
    this.target = target;
    this.seed = seed;
    this.remarks = new ArrayList<>(remarks);
    this.remarks.addAll(
        Diagnosis.of(
            result, result.intendedRate(), result.achievedRate(), result.times(), result.load()));
    if (result.interrupted()) {
      this.remarks.add("The run was ended early; these are its figures so far.");
    }
  }

  /** Sentences on what was unusual. */
  List<String> remarks() {
    return remarks;
  }

  void print(PrintWriter out) {
    Measurements counts = result.counts();
    out.printf(
        Locale.ROOT,
        "%n%s (%s) to %s, %.1f s measured after %d events of warm-up%n",
        result.workload().name(),
        result.workload().profile(),
        target,
        result.seconds(),
        counts.warmUp());
    line(out, "asked for", result.asked(), result.intendedRate());
    line(out, "delivered", counts.delivered(), result.achievedRate());
    out.printf(
        Locale.ROOT,
        "%-14s %,14d   %,12.2f MB/s%n",
        "bytes",
        counts.bytes(),
        result.bytesPerSecond() / MEGA);
    counted(out, "failed", counts.failed());
    counted(out, "never left", counts.neverLeft());
    counted(out, "throttled", counts.throttled());
    counted(out, "sent again", counts.retried());
    out.println();
    out.printf("%-14s", "ms");
    PERCENTILES.keySet().forEach(name -> out.printf("%11s", name));
    out.println();
    row(out, "latency", result.latencies());
    row(out, "send delay", result.delays());
    out.printf(
        Locale.ROOT,
        "%nclient: %.2f of %d processors, %d collections in %d ms; workers %.0f %% waiting for the"
            + " clock, %.0f %% for the target%n",
        result.load().cores(),
        result.load().processors(),
        result.load().collections(),
        result.load().collectionMillis(),
        100 * result.times().slept(),
        100 * result.times().blocked());
    printShards(out);
    counts
        .failures()
        .forEach(
            (kind, count) ->
                out.printf(
                    Locale.ROOT, "%,d × %s: %s%n", count, kind, counts.sentences().get(kind)));
    remarks.forEach(out::println);
    printVerdicts(out);
  }

  private static void line(PrintWriter out, String words, long count, double rate) {
    out.printf(Locale.ROOT, "%-14s %,14d   %,12.1f events/s%n", words, count, rate);
  }

  private static void counted(PrintWriter out, String words, long count) {
    out.printf(Locale.ROOT, "%-14s %,14d%n", words, count);
  }

  private static void row(PrintWriter out, String words, Histogram histogram) {
    out.printf("%-14s", words);
    for (double percentile : PERCENTILES.values()) {
      if (histogram.getTotalCount() == 0) {
        out.printf("%11s", "-");
      } else {
        out.printf(Locale.ROOT, "%11.2f", histogram.getValueAtPercentile(percentile) / MILLI);
      }
    }
    out.println();
  }

  private void printShards(PrintWriter out) {
    Map<String, Long> throttles = result.counts().throttles();
    Map<String, Long> shards = new LinkedHashMap<>(result.shards());
    throttles.keySet().forEach(shard -> shards.putIfAbsent(shard, 0L));
    if (shards.isEmpty()) {
      return;
    }
    out.printf("%n%-28s %14s %14s%n", "shard", "delivered", "throttled");
    shards.forEach(
        (shard, delivered) ->
            out.printf(
                Locale.ROOT,
                "%-28s %,14d %,14d%n",
                shard,
                delivered,
                throttles.getOrDefault(shard, 0L)));
  }

  private void printVerdicts(PrintWriter out) {
    List<Verdict> verdicts = result.verdicts();
    if (verdicts.isEmpty()) {
      return;
    }
    out.printf("%n%-28s %18s   %s%n", "threshold", "measured", "verdict");
    for (Verdict verdict : verdicts) {
      out.printf(
          "%-28s %18s   %s%n",
          verdict.threshold(), verdict.value(), verdict.passed() ? "kept" : "BROKEN");
    }
  }

  /** Writes report.json, timeline.csv and report.html. */
  void write(Path folder) throws IOException {
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(folder.resolve(JSON).toFile(), json());
    StringBuilder csv =
        new StringBuilder(
            "second,intended_rate,left_rate,delivered_rate,failed,throttled,retried,"
                + "latency_p50_ms,latency_p99_ms,latency_max_ms,delay_p99_ms\n");
    for (Timeline.Interval interval : result.intervals()) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f,%.1f,%.1f,%d,%d,%d,%.3f,%.3f,%.3f,%.3f%n",
              interval.endSeconds,
              interval.intendedRate,
              interval.leftRate,
              interval.deliveredRate,
              interval.failed,
              interval.throttled,
              interval.retried,
              interval.p50 / MILLI,
              interval.p99 / MILLI,
              interval.max / MILLI,
              interval.delayP99 / MILLI));
    }
    Files.write(folder.resolve(TIMELINE), csv.toString().getBytes(StandardCharsets.UTF_8));
    new SendPage(result, target, remarks).page().writeTo(folder.resolve(SendPage.FILE));
  }

  private Map<String, Object> json() {
    Measurements counts = result.counts();
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("workload", result.workload().name());
    root.put("profile", result.workload().profile());
    root.put("target", target);
    root.put("seed", seed);
    root.put("started", Instant.ofEpochMilli(counts.startMillis()).toString());
    root.put("workers", result.workload().workers());
    root.put("interrupted", result.interrupted());
    root.put("seconds", round(result.seconds()));
    root.put("scheduledSeconds", round(result.scheduledSeconds()));
    root.put("warmUpEvents", counts.warmUp());
    root.put("asked", result.asked());
    root.put("left", counts.left());
    root.put("neverLeft", counts.neverLeft());
    root.put("delivered", counts.delivered());
    root.put("failed", counts.failed());
    root.put("failures", counts.failures());
    root.put("throttled", counts.throttled());
    root.put("throttledByShard", counts.throttles());
    root.put("deliveredByShard", counts.shards());
    root.put("retried", counts.retried());
    root.put("bytes", counts.bytes());
    root.put("intendedRate", round(result.intendedRate()));
    root.put("achievedRate", round(result.achievedRate()));
    root.put("latencyMillis", percentiles(result.latencies()));
    root.put("delayMillis", percentiles(result.delays()));
    root.put("client", client());
    List<Map<String, Object>> verdicts = new ArrayList<>();
    for (Verdict verdict : result.verdicts()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("threshold", verdict.threshold());
      entry.put("measured", verdict.value());
      entry.put("kept", verdict.passed());
      verdicts.add(entry);
    }
    root.put("thresholds", verdicts);
    root.put("remarks", remarks);
    return root;
  }

  private Map<String, Object> client() {
    Map<String, Object> client = new LinkedHashMap<>();
    client.put("cores", round(result.load().cores()));
    client.put("processors", result.load().processors());
    client.put("collections", result.load().collections());
    client.put("collectionMillis", result.load().collectionMillis());
    client.put("workersWaitingForClock", round(result.times().slept()));
    client.put("workersWaitingForTarget", round(result.times().blocked()));
    return client;
  }

  private static Map<String, Double> percentiles(Histogram histogram) {
    Map<String, Double> values = new LinkedHashMap<>();
    if (histogram.getTotalCount() > 0) {
      PERCENTILES.forEach(
          (name, percentile) ->
              values.put(name, round(histogram.getValueAtPercentile(percentile) / MILLI)));
    }
    return values;
  }

  private static double round(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}
