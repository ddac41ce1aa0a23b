package io.millrace.cli.report;

import static io.millrace.cli.report.RunData.column;
import static io.millrace.cli.report.RunData.number;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.page.Axis;
import io.millrace.cli.page.LineChart;
import io.millrace.cli.page.Note;
import io.millrace.cli.page.Numbers;
import io.millrace.cli.page.Section;
import io.millrace.cli.page.Status;
import io.millrace.cli.page.Table;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** How the production and shadow variants of the model did. */
final class VariantSection {
  private VariantSection() {}

  static Section of(RunData run) throws SQLException, IOException {
    Section section = new Section("Variants");
    if (!run.has("variants")) {
      return section.add(new Note(Status.NEUTRAL, "Nothing was scored in this run."));
    }
    LineChart latency =
        LineChart.overTime("Latency of the endpoint, 95 %", Axis.MILLIS, "time to a score");
    LineChart scores = LineChart.overTime("Mean score", Axis.NUMBER, "score");
    for (Object[] variant :
        run.query(
            "SELECT variant, role, sum(events) FROM variants WHERE variant IS NOT NULL GROUP BY"
                + " ALL ORDER BY 3 DESC, 1")) {
      List<Object[]> points =
          run.query(
              "SELECT epoch_ms(measured_at), sum(latency_ms_p95 * events) / sum(events)"
                  + " FILTER (latency_ms_p95 IS NOT NULL), sum(score_mean * scored) / sum(scored)"
                  + " FROM variants WHERE variant = '"
                  + variant[0].toString().replace("'", "''")
                  + "' AND role = '"
                  + variant[1]
                  + "' GROUP BY 1 ORDER BY 1");
      String name = variant[1].equals("used") ? (String) variant[0] : variant[0] + " (shadow)";
      latency.line(name, column(points, 0), column(points, 1));
      scores.line(name, column(points, 0), column(points, 2));
    }
    section.text("Measured at each checkpoint, on the clock of the run.").add(latency).add(scores);
    return section.add(table(run.summary().path("variants")));
  }

  private static Table table(JsonNode variants) {
    Table table = new Table("The whole run").column("Variant").column("Version").column("Role");
    table.numbers("Events").numbers("Degraded").numbers("p50").numbers("p95").numbers("p99");
    table.numbers("Score p50").numbers("Score p99");
    for (JsonNode variant : variants) {
      double degraded = variant.path("degraded").asDouble();
      table.row(
          variant.path("variant").asText("none: fallback").replace("null", "none: fallback"),
          variant.path("model_version").isNull()
              ? "not certain"
              : variant.path("model_version").asText(),
          variant.path("role").asText(),
          variant.path("events").asLong(),
          Table.Cell.of(
              degraded > 0 ? Status.WARNING : Status.NEUTRAL, Numbers.text(degraded), degraded),
          millis(variant.path("latency_ms_p50")),
          millis(variant.path("latency_ms_p95")),
          millis(variant.path("latency_ms_p99")),
          score(variant.path("score_p50")),
          score(variant.path("score_p99")));
    }
    return table;
  }

  private static Table.Cell millis(JsonNode millis) {
    return Table.Cell.of(
        Status.NEUTRAL,
        millis.isNumber() ? Numbers.millis(millis.asDouble()) : "–",
        millis.asDouble(Double.NaN));
  }

  private static Object score(JsonNode score) {
    return score.isNumber() ? (Object) number(score.asDouble()) : "–";
  }
}
