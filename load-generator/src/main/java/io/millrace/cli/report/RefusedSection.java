package io.millrace.cli.report;

import static io.millrace.cli.report.RunData.column;
import static io.millrace.cli.report.RunData.number;

import io.millrace.cli.page.Axis;
import io.millrace.cli.page.BarChart;
import io.millrace.cli.page.LineChart;
import io.millrace.cli.page.LineChart.Look;
import io.millrace.cli.page.LineChart.Tone;
import io.millrace.cli.page.Note;
import io.millrace.cli.page.Section;
import io.millrace.cli.page.Status;
import io.millrace.cli.page.Table;
import java.sql.SQLException;
import java.util.List;

/** Why records became dead letters, and which rules sent events to quarantine. */
final class RefusedSection {
  private static final int MOST_BARS = 25;
  private static final int MOST_MESSAGES = 200;
  private static final int STRETCHES = 200;

  private RefusedSection() {}

  static Section deadLetters(RunData run) throws SQLException {
    Section section = new Section("Dead letters");
    if (!run.has("dead_letters")) {
      return section.add(new Note(Status.GOOD, "Every record could be decoded."));
    }
    section.text("Records that could not be decoded. Their bytes are kept beside the reason.");
    section.add(
        bars(
            "By reason",
            run.query("SELECT reason, count(*) FROM dead_letters GROUP BY 1 ORDER BY 2 DESC, 1")));
    Table table = new Table("What was wrong").codes("Reason").column("Message").numbers("Records");
    // Lengths and positions differ from record to record; what was wrong does not.
    run.query(
            "SELECT reason, regexp_replace(message, '[0-9]+', '…', 'g') AS words, count(*) FROM"
                + " dead_letters GROUP BY ALL ORDER BY 3 DESC, 1, 2 LIMIT "
                + MOST_MESSAGES)
        .forEach(table::row);
    return section.add(table);
  }

  static Section quarantined(RunData run) throws SQLException {
    Section section = new Section("Quarantine");
    if (!run.has("quarantined")) {
      return section.add(new Note(Status.GOOD, "No event broke a row rule."));
    }
    section.text("Events that broke row rules; one that broke several counts for each.");
    section.add(
        bars(
            "By rule",
            run.query(
                "SELECT rule, count(*) FROM (SELECT unnest(rules) AS rule FROM quarantined)"
                    + " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT "
                    + MOST_BARS)));
    Object[] span =
        run.query("SELECT min(epoch_ms(event_time)), max(epoch_ms(event_time)) FROM quarantined")
            .get(0);
    if (span[0] != null) {
      TimeGrid grid = TimeGrid.of((long) number(span[0]), (long) number(span[1]), 1_000, STRETCHES);
      List<Object[]> rows =
          run.query(
              "SELECT "
                  + grid.startOf("epoch_ms(event_time)")
                  + " AS start, count(*) FROM quarantined WHERE event_time IS NOT NULL"
                  + " GROUP BY start ORDER BY start");
      section.add(
          LineChart.overTime("Over event time", Axis.NUMBER, "events")
              .add(Look.COLUMN, Tone.NEXT, "quarantined", column(rows, 0), column(rows, 1))
              .explained("Each column: " + grid.stepInWords() + ".")
              .height(200));
    }
    return section;
  }

  private static BarChart bars(String title, List<Object[]> rows) {
    BarChart chart = new BarChart(title, Axis.NUMBER, "records");
    rows.forEach(row -> chart.bar((String) row[0], number(row[1])));
    return chart;
  }
}
