package io.millrace.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.page.Axis;
import io.millrace.cli.page.LineChart;
import io.millrace.cli.page.LineChart.Look;
import io.millrace.cli.page.LineChart.Tone;
import io.millrace.cli.page.Note;
import io.millrace.cli.page.Numbers;
import io.millrace.cli.page.Section;
import io.millrace.cli.page.Status;
import io.millrace.cli.page.Table;
import io.millrace.cli.replay.AlertReport;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** What rules found broken, repeats folded. */
final class AlertSection {
  private static final int MOST = 500;
  private static final int STRETCHES = 120;

  private AlertSection() {}

  static Section of(RunData run) throws IOException {
    Section section = new Section("Alerts");
    List<JsonNode> raised = new ArrayList<>();
    for (JsonNode alert : AlertReport.lines(run.out().resolve("alerts"))) {
      if (alert.path("status").asText().equals("RAISED")) {
        raised.add(alert);
      }
    }
    if (raised.isEmpty()) {
      return section.add(new Note(Status.GOOD, "No alert was raised."));
    }
    raised.sort(Comparator.comparing(AlertSection::start).reversed());
    chart(section, raised);
    Table table =
        new Table(
                raised.size() <= MOST
                    ? ""
                    : "The last " + MOST + " of " + Numbers.text(raised.size()) + " alerts")
            .column("Window")
            .column("Severity")
            .column("Rule")
            .numbers("Got")
            .column("From");
    for (JsonNode alert : raised.subList(0, Math.min(MOST, raised.size()))) {
      boolean isCritical = alert.path("severity").asText().equals("CRITICAL");
      table.row(
          Numbers.time(start(alert)),
          Table.Cell.of(
              isCritical ? Status.BAD : Status.WARNING, isCritical ? "critical" : "warning"),
          alert.path("rule").asText(),
          alert.path("value").isNumber() ? (Object) alert.path("value").asDouble() : "no answer",
          alert.path("looked_at").asText());
    }
    return section.add(table);
  }

  private static Instant start(JsonNode alert) {
    return Instant.parse(alert.path("window_start").asText());
  }

  private static void chart(Section section, List<JsonNode> raised) {
    TimeGrid grid =
        TimeGrid.of(
            start(raised.get(raised.size() - 1)).toEpochMilli(),
            start(raised.get(0)).toEpochMilli(),
            60_000,
            STRETCHES);
    List<Long> starts = grid.starts();
    TreeMap<Long, Double> counts = new TreeMap<>();
    starts.forEach(start -> counts.put(start, 0.0));
    raised.forEach(
        alert -> counts.merge(counts.floorKey(start(alert).toEpochMilli()), 1.0, Double::sum));
    section.add(
        LineChart.overTime("Raised over event time", Axis.NUMBER, "alerts")
            .add(
                Look.COLUMN,
                Tone.WARNING,
                "raised",
                starts.stream().mapToDouble(Long::doubleValue).toArray(),
                counts.values().stream().mapToDouble(Double::doubleValue).toArray())
            .explained("Each column: " + grid.stepInWords() + ".")
            .height(200));
  }
}
