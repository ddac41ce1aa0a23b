package io.millrace.cli.report;

import io.millrace.cli.page.Axis;
import io.millrace.cli.page.LineChart;
import io.millrace.cli.page.LineChart.Look;
import io.millrace.cli.page.LineChart.Tone;
import io.millrace.cli.page.Note;
import io.millrace.cli.page.Section;
import io.millrace.cli.page.Status;
import io.millrace.cli.replay.RunTimeline;
import io.millrace.job.event.Counter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How fast a run read and wrote, from its {@link RunTimeline}. */
final class SpeedSection {
  private static final double SECOND = 1_000;

  private SpeedSection() {}

  static Section of(RunData run) throws IOException {
    Section section = new Section("Throughput");
    Path file = run.out().resolve(RunTimeline.FILE);
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    if (lines.size() < 3) {
      return section.add(
          new Note(
              Status.NEUTRAL,
              lines.isEmpty()
                  ? "This run kept no " + RunTimeline.FILE + ": an earlier version made it."
                  : "The run ended before its speed could be seen."));
    }
    List<String> columns = Arrays.asList(lines.get(0).split(","));
    List<long[]> moments = moments(lines, columns.size());
    section.text(
        "Stages hand over what they counted with each checkpoint, so a line is the mean between two"
            + " of them.");
    LineChart chart = LineChart.overTime("Events a second", Axis.NUMBER, "events/s");
    rates(chart, Look.AREA, Tone.NEXT, "read", moments, columns.indexOf(Counter.READ.label()));
    rates(
        chart, Look.LINE, Tone.NEXT, "written", moments, columns.indexOf(Counter.WRITTEN.label()));
    section.add(chart);
    LineChart aside = LineChart.overTime("So far, not written", Axis.NUMBER, "events");
    totals(aside, "dead letters", moments, columns.indexOf(Counter.DEAD_LETTERED.label()));
    totals(aside, "quarantined", moments, columns.indexOf(Counter.QUARANTINED.label()));
    totals(aside, "duplicates", moments, columns.indexOf(Counter.DUPLICATES.label()));
    return section.add(aside.height(200));
  }

  /** A last line that a process did not finish is left out. */
  private static List<long[]> moments(List<String> lines, int columns) {
    List<long[]> moments = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      if (cells.length == columns) {
        moments.add(Arrays.stream(cells).mapToLong(Long::parseLong).toArray());
      }
    }
    return moments;
  }

  /**
   * The mean rate over each stretch in which a counter stood still and then moved. Where it stands
   * lower than before, a run was taken up: a gap.
   */
  private static void rates(
      LineChart chart, Look look, Tone tone, String name, List<long[]> moments, int column) {
    List<Double> xs = new ArrayList<>();
    List<Double> ys = new ArrayList<>();
    long[] before = moments.get(0);
    for (long[] now : moments.subList(1, moments.size())) {
      long events = now[column] - before[column];
      if ((events != 0 || now == moments.get(moments.size() - 1)) && now[0] > before[0]) {
        double rate = events < 0 ? Double.NaN : events * SECOND / (now[0] - before[0]);
        xs.addAll(List.of((double) before[0], (double) now[0]));
        ys.addAll(List.of(rate, rate));
        before = now;
      }
    }
    chart.add(look, tone, name, numbers(xs), numbers(ys));
  }

  private static double[] numbers(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void totals(LineChart chart, String name, List<long[]> moments, int column) {
    chart.line(
        name,
        moments.stream().mapToDouble(moment -> moment[0]).toArray(),
        moments.stream().mapToDouble(moment -> moment[column]).toArray());
  }
}
