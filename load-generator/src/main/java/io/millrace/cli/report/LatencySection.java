package io.millrace.cli.report;

import static io.millrace.cli.report.RunData.column;
import static io.millrace.cli.report.RunData.number;

import io.millrace.cli.page.Axis;
import io.millrace.cli.page.LineChart;
import io.millrace.cli.page.Note;
import io.millrace.cli.page.Section;
import io.millrace.cli.page.Status;
import java.sql.SQLException;
import java.util.List;

/** How long rows took from their arrival to the lake and to the warehouse. */
final class LatencySection {
  private static final int STRETCHES = 200;

  private LatencySection() {}

  static Section of(RunData run) throws SQLException {
    Section section = new Section("Latency");
    if (!run.has("lake")) {
      return section.add(new Note(Status.NEUTRAL, "The run wrote no row."));
    }
    Object[] span =
        run.query("SELECT min(epoch_ms(arrival_time)), max(epoch_ms(arrival_time)) FROM lake")
            .get(0);
    if (span[0] == null) {
      return section.add(new Note(Status.NEUTRAL, "The run wrote no row."));
    }
    section.text(
        "From a record's arrival, or its reading from a file, to the commit of the file with its"
            + " row and to the load of that file into the warehouse. Rows become visible with a"
            + " checkpoint, so its interval is in all of these.");
    TimeGrid grid = TimeGrid.of((long) number(span[0]), (long) number(span[1]), 1_000, STRETCHES);
    List<Object[]> rows =
        run.query(
            "SELECT "
                + grid.startOf("arrival")
                + " AS start, quantile_disc(lake, 0.5), quantile_disc(lake, 0.99),"
                + " quantile_disc(warehouse, 0.5), quantile_disc(warehouse, 0.99) FROM (SELECT"
                + " epoch_ms(arrival_time) AS arrival,"
                + " (committed_us - epoch_us(arrival_time)) / 1000.0 AS lake,"
                + " (loaded_us - epoch_us(arrival_time)) / 1000.0 AS warehouse FROM lake"
                + " JOIN files ON files.path = lake.filename"
                + " LEFT JOIN loads ON loads.path = lake.filename) GROUP BY start ORDER BY start");
    double[] times = column(rows, 0);
    return section.add(
        LineChart.overTime("By time of arrival", Axis.MILLIS, "time since arrival")
            .line("lake, median", times, column(rows, 1))
            .line("lake, 99 %", times, column(rows, 2))
            .line("warehouse, median", times, column(rows, 3))
            .line("warehouse, 99 %", times, column(rows, 4))
            .explained("Each point: the rows that arrived within " + grid.stepInWords() + "."));
  }
}
