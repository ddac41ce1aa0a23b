package io.millrace.cli.report;

import static io.millrace.cli.report.RunData.column;
import static io.millrace.cli.report.RunData.number;

import io.millrace.cli.page.Axis;
import io.millrace.cli.page.LineChart;
import io.millrace.cli.page.LineChart.Look;
import io.millrace.cli.page.LineChart.Tone;
import io.millrace.cli.page.Note;
import io.millrace.cli.page.Numbers;
import io.millrace.cli.page.Section;
import io.millrace.cli.page.Status;
import io.millrace.cli.page.Table;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How strange the points of the series were, for pipelines that score anomalies. */
final class AnomalySection {
  private static final int STRETCHES = 600;
  private static final int MOST = 50;

  private AnomalySection() {}

  /**
   * The section.
   *
   * @param pipeline of the run, if it is known: it tells which columns are scores
   */
  static Section of(RunData run, Optional<Pipeline> pipeline) throws SQLException {
    Section section = new Section("Anomalies");
    if (pipeline.isEmpty()) {
      return section.add(
          new Note(
              Status.NEUTRAL,
              "Which columns are scores of anomalies is not known; name the folder of the run's"
                  + " pipeline with --pipeline."));
    }
    boolean any = false;
    for (FeatureStep step : pipeline.get().features()) {
      if (step instanceof FeatureStep.Anomalies && run.has("lake")) {
        for (FeatureStep.DerivedColumn score : ((FeatureStep.Anomalies) step).scores()) {
          add(run, pipeline.get(), section, score);
          any = true;
        }
      }
    }
    return any
        ? section
        : section.add(new Note(Status.NEUTRAL, "The pipeline scores no anomalies."));
  }

  private static void add(
      RunData run, Pipeline pipeline, Section section, FeatureStep.DerivedColumn score)
      throws SQLException {
    String name = pipeline.layout().column(score.column()).name();
    String column = quoted(name);
    String time =
        "epoch_ms(" + quoted(pipeline.layout().column(pipeline.timestampColumn()).name()) + ")";
    Object[] span =
        run.query(
                "SELECT min("
                    + time
                    + "), max("
                    + time
                    + ") FROM lake WHERE "
                    + column
                    + " IS NOT NULL")
            .get(0);
    if (span[0] == null) {
      section.add(new Note(Status.NEUTRAL, "No event has a value of " + name + "."));
      return;
    }
    TimeGrid grid = TimeGrid.of((long) number(span[0]), (long) number(span[1]), 1_000, STRETCHES);
    List<Object[]> rows =
        run.query(
            "SELECT "
                + grid.startOf(time)
                + " AS start, max("
                + column
                + "), quantile_disc("
                + column
                + ", 0.99), quantile_disc("
                + column
                + ", 0.5) FROM lake WHERE "
                + column
                + " IS NOT NULL GROUP BY start ORDER BY start");
    double[] times = column(rows, 0);
    section.add(
        LineChart.overTime(name + " over event time", Axis.NUMBER, "score")
            .add(Look.POINTS, Tone.BAD, "highest", times, column(rows, 1))
            .line("99 %", times, column(rows, 2))
            .line("median", times, column(rows, 3))
            .explained("Each point: " + grid.stepInWords() + ". Higher is stranger."));
    Table table = new Table("The strangest").column("Event time").numbers(name);
    for (Object[] row :
        run.query(
            "SELECT "
                + time
                + ", "
                + column
                + " FROM lake WHERE "
                + column
                + " IS NOT NULL ORDER BY 2 DESC, 1 LIMIT "
                + MOST)) {
      table.row(Numbers.time(Instant.ofEpochMilli((long) number(row[0]))), row[1]);
    }
    section.add(table);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
