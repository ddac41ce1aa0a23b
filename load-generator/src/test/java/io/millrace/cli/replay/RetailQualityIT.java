package io.millrace.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Quality of invoice lines through the whole job, held against {@link SecondComputation}: of
 * made-up lines, and with {@code -Dmillrace.retail=FILE} of the data set Online Retail, whose
 * counts are known.
 */
class RetailQualityIT {
  private static final String REAL = System.getProperty("millrace.retail");
  private static final List<String> COLUMNS =
      List.of(
          "StockCode",
          "Description",
          "CustomerID",
          "Country",
          "Quantity",
          "UnitPrice",
          "InvoiceNo");
  private static final List<String> NUMBERS = List.of("Quantity", "UnitPrice");
  private static final List<String> TEXTS = List.of("Description", "InvoiceNo");

  private static final String NOT_NEGATIVE =
      "ColumnValues \"Quantity\" >= 0 with action = \"warn\"";
  private static final String NOT_FREE = "ColumnValues \"UnitPrice\" != 0 with action = \"warn\"";
  private static final String NO_DEBT = "ColumnValues \"UnitPrice\" >= 0 with action = \"warn\"";
  private static final String NOT_CANCELLED =
      "ColumnValues \"InvoiceNo\" not matches \"C.*\" with action = \"warn\"";

  /** Windows are aligned to 1970: one of this length holds all that the data set has. */
  private static final String WHOLE = "393d";

  @TempDir private Path folder;

  private Path input;
  private SecondComputation second;

  @BeforeEach
  void read() throws IOException {
    input = REAL == null ? madeUp(folder.resolve("lines.ndjson")) : Path.of(REAL);
    second = SecondComputation.of(input);
  }

  @Test
  void theMetricsOfOneWindowEqualASecondComputation(TestReporter report) throws Exception {
    Map<String, Double> expected = second.metrics(COLUMNS, NUMBERS, TEXTS);
    Map<String, Metric> got = new LinkedHashMap<>();
    try (Connection warehouse = replay(WHOLE)) {
      for (List<String> row :
          rows(
              warehouse,
              "SELECT metric, value, approximate, error_bound FROM quality_results_latest")) {
        got.put(
            row.get(0),
            new Metric(
                Double.parseDouble(row.get(1)),
                Boolean.parseBoolean(row.get(2)),
                row.get(3) == null ? 0 : Double.parseDouble(row.get(3))));
      }
    }
    assertThat(got.keySet()).containsAll(expected.keySet());
    int exact = 0;
    for (Map.Entry<String, Double> metric : expected.entrySet()) {
      Metric answer = got.get(metric.getKey());
      double tolerance =
          answer.approximate
              // Twice the bound of 95 %, as there are several estimates.
              ? 2 * answer.errorBound
              : 1e-9 * Math.max(1, Math.abs(metric.getValue()));
      assertThat(answer.value)
          .as("%s, %s", metric.getKey(), answer)
          .isCloseTo(metric.getValue(), within(tolerance));
      exact += answer.approximate ? 0 : 1;
      report.publishEntry(metric.getKey(), metric.getValue() + " and " + answer);
    }
    report.publishEntry("equal", exact + " exactly, " + (expected.size() - exact) + " estimated");
    assertThat(exact).isGreaterThanOrEqualTo(33);
  }

  @Test
  void theWindowsOfADayAddUpToWhatIsKnown(TestReporter report) throws Exception {
    Map<String, Long> expected = new LinkedHashMap<>();
    expected.put("lines", second.rows());
    expected.put("without customer", second.count(line -> line.path("CustomerID").isNull()));
    expected.put("without description", second.count(line -> line.path("Description").isNull()));
    expected.put("negative quantity", second.count(line -> line.path("Quantity").asInt() < 0));
    expected.put("free", second.count(line -> line.path("UnitPrice").asDouble() == 0));
    expected.put("negative price", second.count(line -> line.path("UnitPrice").asDouble() < 0));
    expected.put(
        "cancelled", second.count(line -> line.path("InvoiceNo").asText().startsWith("C")));
    expected.put("repeated", second.repeated());
    Map<String, Long> got = new LinkedHashMap<>();
    try (Connection warehouse = replay("1d")) {
      got.put("lines", broken(warehouse, "rule = 'RowCount > 0'", "value"));
      got.put("without customer", broken(warehouse, "metric = 'Column.CustomerID.Completeness'"));
      got.put(
          "without description", broken(warehouse, "metric = 'Column.Description.Completeness'"));
      got.put("negative quantity", broken(warehouse, rule(NOT_NEGATIVE)));
      got.put("free", broken(warehouse, rule(NOT_FREE)));
      got.put("negative price", broken(warehouse, rule(NO_DEBT)));
      got.put("cancelled", broken(warehouse, rule(NOT_CANCELLED)));
      got.put("repeated", broken(warehouse, "rule LIKE 'duplicates%'", "value * n"));
    }
    report.publishEntry("sums of windows", got.toString());
    assertThat(got).isEqualTo(expected);
    if (REAL != null) {
      assertThat(got.values())
          .containsExactly(541_909L, 135_080L, 1_454L, 10_624L, 2_515L, 2L, 9_288L, 5_268L);
    }
  }

  private record Metric(double value, boolean approximate, double errorBound) {}

  private static String rule(String text) {
    return "rule = '" + text + "'";
  }

  private static long broken(Connection warehouse, String where) throws SQLException {
    return broken(warehouse, where, "(1 - value) * n");
  }

  /** Adds something up over all windows; n is the number of events of each. */
  private static long broken(Connection warehouse, String where, String what) throws SQLException {
    String sql =
        "SELECT round(sum("
            + what
            + "))::BIGINT FROM quality_results_latest JOIN (SELECT window_start, value AS n FROM"
            + " quality_results_latest WHERE rule = 'RowCount > 0') USING (window_start) WHERE "
            + where;
    return Long.parseLong(rows(warehouse, sql).get(0).get(0));
  }

  private Connection replay(String window) throws IOException, SQLException {
    Path pipeline = Files.createDirectories(folder.resolve("retail-" + window));
    Files.write(
        pipeline.resolve("event.avsc"), Pipelines.open("online-retail").bytes("event.avsc"));
    Files.writeString(
        pipeline.resolve(PipelineFiles.PIPELINE),
        """
        pipeline: retail
        event:
          schema: event.avsc
          format: json
          id: content-hash
          time: { field: InvoiceDate, pattern: "yyyy-MM-dd HH:mm:ss", zone: UTC }
          ordering: 0s
        deduplicate: 0s
        quality:
          rules: rules.dqdl
          window: %s
          allowed-lateness: 1h
          duplicates: {}
        lake: { partition-by: [] }
        """
            .formatted(window));
    List<String> analyzers = new ArrayList<>();
    for (String column : COLUMNS) {
      for (String metric :
          List.of(
              "Completeness", "Uniqueness", "UniqueValueRatio", "DistinctValuesCount", "Entropy")) {
        analyzers.add(metric + " \"" + column + '"');
      }
    }
    for (String column : NUMBERS) {
      for (String metric : List.of("Sum", "Mean", "StandardDeviation", "ColumnValues")) {
        analyzers.add(metric + " \"" + column + '"');
      }
    }
    TEXTS.forEach(column -> analyzers.add("ColumnLength \"" + column + '"'));
    analyzers.add("ColumnCorrelation \"Quantity\" \"UnitPrice\"");
    Files.writeString(
        pipeline.resolve("rules.dqdl"),
        "Rules = [ "
            + String.join(
                ", ", List.of("RowCount > 0", NOT_NEGATIVE, NOT_FREE, NO_DEBT, NOT_CANCELLED))
            + " ]\nAnalyzers = [ "
            + String.join(", ", analyzers)
            + " ]\n");
    Path out = folder.resolve("out-" + window);
    CommandRun run =
        CommandRun.of("replay", pipeline.toString(), "--input=" + input, "--out=" + out);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(ExitCode.OK);
    return DriverManager.getConnection("jdbc:duckdb:" + out.resolve(RunFolder.WAREHOUSE));
  }

  private static List<List<String>> rows(Connection warehouse, String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = warehouse.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** As dirty as the real ones: nulls, returns, bad debt, lines that repeat within their minute. */
  private static Path madeUp(Path file) throws IOException {
    Random random = new Random(11);
    ObjectMapper json = new ObjectMapper();
    DateTimeFormatter minute = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      if (i > 0 && random.nextInt(50) == 0) {
        lines.add(lines.get(lines.size() - 1));
        continue;
      }
      ObjectNode line = json.createObjectNode();
      boolean cancelled = random.nextInt(40) == 0;
      line.put("InvoiceNo", (cancelled ? "C" : "") + (536_000 + i / 8));
      line.put("StockCode", "s" + (int) (300 * Math.pow(random.nextDouble(), 3)));
      line.put("Description", random.nextInt(60) == 0 ? null : "Ärtikel " + random.nextInt(400));
      line.put("Quantity", (cancelled ? -1 : 1) * (1 + random.nextInt(60)));
      line.put("InvoiceDate", LocalDateTime.of(2011, 3, 1, 8, 0).plusMinutes(i / 2).format(minute));
      line.put(
          "UnitPrice",
          random.nextInt(90) == 0
              ? (random.nextInt(9) == 0 ? -11062.06 : 0.0)
              : random.nextInt(900) / 100.0);
      line.put("CustomerID", random.nextInt(4) == 0 ? null : "c" + random.nextInt(700));
      line.put("Country", List.of("United Kingdom", "France", "Eire").get(random.nextInt(3)));
      lines.add(line.toString());
    }
    return Files.write(file, lines);
  }
}
