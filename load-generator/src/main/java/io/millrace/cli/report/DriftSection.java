package io.millrace.cli.report;

import static io.millrace.cli.report.RunData.column;

import io.millrace.cli.page.Axis;
import io.millrace.cli.page.LineChart;
import io.millrace.cli.page.Note;
import io.millrace.cli.page.Numbers;
import io.millrace.cli.page.Section;
import io.millrace.cli.page.Status;
import io.millrace.cli.page.Table;
import java.sql.SQLException;
import java.util.List;

/** How far inputs and scores of the model lie from its training, over event time. */
final class DriftSection {
  private static final int MOST_LINES = 8;

  private DriftSection() {}

  static Section of(RunData run) throws SQLException {
    Section section = new Section("Drift");
    List<Object[]> columns =
        run.has("quality")
            ? run.query(
                "SELECT split_part(metric, '.', -2), split_part(metric, '.', -1), count(*),"
                    + " count(*) FILTER (NOT passed), max(value), metric FROM quality WHERE "
                    + QualitySection.IS_DRIFT
                    + " AND value IS NOT NULL GROUP BY metric ORDER BY 5 DESC, metric")
            : List.of();
    if (columns.isEmpty()) {
      return section.add(
          new Note(
              Status.NEUTRAL,
              "No drift was measured: the pipeline asks for none, or no window had events"
                  + " enough."));
    }
    section.text(
        "How far the distribution of each input, and of the score, lies from that of the model's"
            + " training: 0 is equal. A population stability index above 0.25 is usually called a"
            + " shift; the Jensen–Shannon distance is 1 when nothing overlaps.");
    chart(run, section, columns, "PopulationStability", "Population stability index");
    chart(run, section, columns, "JensenShannon", "Jensen–Shannon distance");
    Table table = new Table("Highest by column").codes("Column").column("Measure");
    table.numbers("Windows").numbers("Beyond the limit").numbers("Highest");
    for (Object[] row : columns) {
      double beyond = RunData.number(row[3]);
      table.row(
          row[0],
          row[1],
          row[2],
          Table.Cell.of(beyond > 0 ? Status.BAD : Status.NEUTRAL, Numbers.text(beyond), beyond),
          row[4]);
    }
    return section.add(table);
  }

  private static void chart(
      RunData run, Section section, List<Object[]> columns, String measure, String title)
      throws SQLException {
    LineChart chart = LineChart.overTime(title, Axis.NUMBER, "");
    int lines = 0;
    for (Object[] row : columns) {
      if (row[1].equals(measure) && lines < MOST_LINES) {
        List<Object[]> points =
            run.query(
                "SELECT epoch_ms(window_start), max(value) FROM quality WHERE metric = '"
                    + row[5].toString().replace("'", "''")
                    + "' GROUP BY 1 ORDER BY 1");
        chart.line((String) row[0], column(points, 0), column(points, 1));
        lines++;
      }
    }
    if (lines > 0) {
      section.add(chart.explained("The " + lines + " that went highest."));
    }
  }
}
