package io.millrace.cli.send;

import io.millrace.cli.page.Axis;
import io.millrace.cli.page.Figures;
import io.millrace.cli.page.LineChart;
import io.millrace.cli.page.LineChart.Look;
import io.millrace.cli.page.LineChart.Tone;
import io.millrace.cli.page.Note;
import io.millrace.cli.page.Numbers;
import io.millrace.cli.page.Page;
import io.millrace.cli.page.Section;
import io.millrace.cli.page.Status;
import io.millrace.cli.page.Table;
import io.millrace.cli.workload.Threshold.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The report of a run as a page of its own: verdict, curves over time, distribution of latency. */
final class SendPage {
  /** Name of the file in the folder of a run. */
  static final String FILE = "report.html";

  private static final double MILLI = 1e6;
  private static final double PERCENT = 100;

  /** Points of the distribution between two halvings of what lies beyond. */
  private static final int TICKS_PER_HALF_DISTANCE = 5;

  private final SendResult result;
  private final String target;
  private final List<String> remarks;

  /**
   * @param target in words
   * @param remarks sentences on what was unusual
   */
  SendPage(SendResult result, String target, List<String> remarks) {
    this.result = result;
    this.target = target;
    this.remarks = remarks;
  }

  Page page() {
    Page page =
        new Page(
            "Load test " + result.workload().name(),
            result.workload().profile()
                + " to "
                + target
                + ", begun "
                + Numbers.time(Instant.ofEpochMilli(result.counts().startMillis()))
                + ", "
                + Numbers.millis(result.seconds() * 1_000)
                + " measured.");
    page.head(figures());
    remarks.forEach(remark -> page.head(new Note(Status.WARNING, remark)));
    if (!result.verdicts().isEmpty()) {
      page.section(new Section("Verdict").add(verdicts()));
    }
    page.section(overTime()).section(latency());
    if (!result.counts().failures().isEmpty() || result.counts().throttled() > 0) {
      page.section(errors());
    }
    return page.section(client());
  }

  private Figures figures() {
    Measurements counts = result.counts();
    Figures figures = new Figures();
    List<Verdict> verdicts = result.verdicts();
    if (!verdicts.isEmpty()) {
      long broken = verdicts.stream().filter(verdict -> !verdict.passed()).count();
      figures.add(
          "Thresholds",
          broken == 0 ? "kept" : "broken",
          broken == 0 ? "all " + verdicts.size() : broken + " of " + verdicts.size(),
          broken == 0 ? Status.GOOD : Status.BAD);
    }
    figures.add(
        "Achieved",
        Numbers.text(Math.rint(result.achievedRate())) + "/s",
        "of " + Numbers.text(Math.rint(result.intendedRate())) + "/s asked for",
        Status.NEUTRAL);
    figures.add(
        "Delivered",
        Numbers.text(counts.delivered()),
        Numbers.bytes(counts.bytes()),
        Status.NEUTRAL);
    long lost = counts.failed() + counts.neverLeft();
    figures.add(
        "Not delivered",
        Numbers.text(lost),
        counts.neverLeft() > 0 ? Numbers.text(counts.neverLeft()) + " never left" : "",
        lost == 0 ? Status.GOOD : Status.BAD);
    for (String name : List.of("p50", "p99")) {
      double millis = result.latencyMillis(SendReport.PERCENTILES.get(name));
      figures.add("Latency " + name, Double.isNaN(millis) ? "–" : Numbers.millis(rounded(millis)));
    }
    return figures;
  }

  private Table verdicts() {
    Table table = new Table("").codes("Threshold").column("Measured").column("Verdict");
    for (Verdict verdict : result.verdicts()) {
      table.row(
          verdict.threshold(),
          verdict.value(),
          verdict.passed()
              ? Table.Cell.of(Status.GOOD, "kept")
              : Table.Cell.of(Status.BAD, "broken"));
    }
    return table;
  }

  private Section overTime() {
    double[] at = values(interval -> result.counts().startMillis() + interval.endSeconds * 1_000);
    LineChart rates =
        LineChart.overTime("Rate", Axis.NUMBER, "events/s")
            .add(Look.DASHED, Tone.MUTED, "asked for", at, values(i -> i.intendedRate))
            .add(Look.LINE, Tone.NEXT, "left", at, values(i -> i.leftRate))
            .add(Look.LINE, Tone.NEXT, "delivered", at, values(i -> i.deliveredRate));
    LineChart latencies =
        LineChart.overTime("Latency", Axis.LOG_MILLIS, "from the moment it should have left")
            .line("p50", at, millis(i -> i.p50))
            .line("p99", at, millis(i -> i.p99))
            .line("longest", at, millis(i -> i.max))
            .add(Look.DASHED, Tone.MUTED, "send delay p99", at, millis(i -> i.delayP99));
    LineChart refusals =
        LineChart.overTime("Refused and failed", Axis.NUMBER, "in each interval")
            .add(Look.COLUMN, Tone.WARNING, "throttled", at, values(i -> i.throttled))
            .add(Look.COLUMN, Tone.MUTED, "sent again", at, values(i -> i.retried))
            .add(Look.COLUMN, Tone.BAD, "failed", at, values(i -> i.failed));
    long warmUp = result.workload().warmUp().toMillis();
    if (warmUp > 0) {
      rates.mark(result.counts().startMillis() + warmUp, "measured from here");
    }
    return new Section("Over time")
        .add(rates.explained("What was asked for is the schedule; the target does not change it."))
        .add(latencies)
        .add(refusals);
  }

  private double[] values(ToDoubleFunction<Timeline.Interval> value) {
    return result.intervals().stream().mapToDouble(value).toArray();
  }

  /** A second in which nothing was measured is a gap. */
  private double[] millis(ToDoubleFunction<Timeline.Interval> nanos) {
    return values(
        interval ->
            nanos.applyAsDouble(interval) > 0 ? nanos.applyAsDouble(interval) / MILLI : Double.NaN);
  }

  private Section latency() {
    LineChart chart =
        new LineChart(
            "Distribution", Axis.LOG, "one event of so many is slower", Axis.LOG_MILLIS, "latency");
    List<double[]> latency = distribution(result.latencies());
    chart.line("latency", column(latency, 0), column(latency, 1));
    List<double[]> delay = distribution(result.delays());
    chart.add(Look.DASHED, Tone.MUTED, "send delay", column(delay, 0), column(delay, 1));
    Table table = new Table("");
    table.column("Milliseconds");
    SendReport.PERCENTILES.keySet().forEach(table::numbers);
    table.row(row("latency", result.latencies())).row(row("send delay", result.delays()));
    return new Section("Latency")
        .text(
            "From the moment at which an event should have left to when the target had taken it;"
                + " what stood still before it counts.")
        .add(chart.explained("10 is p90, 100 is p99, 1,000 is p99.9."))
        .add(table);
  }

  /** Points of one in how many events against milliseconds, without the last, which is infinite. */
  private static List<double[]> distribution(Histogram histogram) {
    List<double[]> points = new ArrayList<>();
    histogram
        .percentiles(TICKS_PER_HALF_DISTANCE)
        .forEach(
            value -> {
              double percentile = value.getPercentileLevelIteratedTo();
              if (percentile < PERCENT && value.getValueIteratedTo() > 0) {
                points.add(
                    new double[] {
                      PERCENT / (PERCENT - percentile), value.getValueIteratedTo() / MILLI
                    });
              }
            });
    return points;
  }

  private static double[] column(List<double[]> points, int column) {
    return points.stream().mapToDouble(point -> point[column]).toArray();
  }

  private static Object[] row(String words, Histogram histogram) {
    List<Object> cells = new ArrayList<>(List.of(words));
    for (double percentile : SendReport.PERCENTILES.values()) {
      cells.add(
          histogram.getTotalCount() == 0
              ? ""
              : rounded(histogram.getValueAtPercentile(percentile) / MILLI));
    }
    return cells.toArray();
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private Section errors() {
    Measurements counts = result.counts();
    Section section = new Section("Errors");
    if (!counts.failures().isEmpty()) {
      Table table = new Table("").codes("Kind").numbers("Events").column("Meaning");
      counts
          .failures()
          .forEach((kind, count) -> table.row(kind, count, counts.sentences().get(kind)));
      section.add(table);
    }
    Map<String, Long> throttles = counts.throttles();
    if (!throttles.isEmpty()) {
      Table table = new Table("").codes("Shard").numbers("Delivered").numbers("Throttled");
      Map<String, Long> shards = new TreeMap<>(result.shards());
      throttles.keySet().forEach(shard -> shards.putIfAbsent(shard, 0L));
      shards.forEach(
          (shard, delivered) -> table.row(shard, delivered, throttles.getOrDefault(shard, 0L)));
      section.add(table);
    }
    return section;
  }

  private Section client() {
    Table table = new Table("").column("Of this process").column("Measured");
    ClientLoad load = result.load();
    table.row(
        "processors in use", Numbers.text(rounded(load.cores())) + " of " + load.processors());
    table.row(
        "garbage collection",
        load.collections() + " times, " + Numbers.millis(load.collectionMillis()));
    table.row("workers waiting for the clock", Numbers.percent(result.times().slept()));
    table.row("workers waiting for the target", Numbers.percent(result.times().blocked()));
    table.row("workers making events", Numbers.percent(result.times().busy()));
    String files =
        List.of(SendReport.JSON, SendReport.TIMELINE, Timeline.LATENCIES, Timeline.DELAYS).stream()
            .collect(Collectors.joining(", "));
    return new Section("Generator")
        .add(table)
        .text("The same figures for programs: " + files + '.');
  }
}
