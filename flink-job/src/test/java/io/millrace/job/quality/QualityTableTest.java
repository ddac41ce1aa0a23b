package io.millrace.job.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.record.QualityResult;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table's SQL on DuckDB, under a zone that is half an hour off any other. */
class QualityTableTest {
  private static final String COLUMNS =
      "pipeline, window_start::varchar, window_end::varchar, group_key, rule, metric, value,"
          + " passed, revision, ruleset_hash, approximate, error_bound, action, looked_at";

  private final TimeZone zone = TimeZone.getDefault();
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    TimeZone.setDefault(TimeZone.getTimeZone("Australia/Adelaide"));
    connection = DriverManager.getConnection("jdbc:duckdb:");
    QualityTable.create(connection);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    TimeZone.setDefault(zone);
  }

  @Test
  void keepsEveryColumnAndTimesInUtc() throws SQLException {
    append(
        result("2024-10-06T02:30:00Z", "channel=web", 0, 0.5),
        // An hour that Adelaide's clocks skip.
        result("2024-10-05T16:45:00.123Z", "", 1, null));

    assertThat(rows("SELECT " + COLUMNS + " FROM quality_results ORDER BY revision"))
        .containsExactly(
            "payments|2024-10-06 02:30:00|2024-10-06 02:31:00|channel=web|Mean \"a\" > 0|"
                + "Column.a.Mean|0.5|true|0|0123456789abcdef|true|0.25|fail|7 events",
            "payments|2024-10-05 16:45:00.123|2024-10-05 16:46:00.123||Mean \"a\" > 0|"
                + "Column.a.Mean|null|false|1|0123456789abcdef|null|null|null|null");
  }

  @Test
  void latestIsTheHighestRevisionOnce() throws SQLException {
    append(
        result("2024-01-01T00:00:00Z", "a", 0, 1.0),
        result("2024-01-01T00:00:00Z", "a", 1, 2.0),
        result("2024-01-01T00:00:00Z", "a", 1, 2.0),
        result("2024-01-01T00:00:00Z", "b", 0, 3.0),
        result("2024-01-01T00:01:00Z", "a", 0, 4.0),
        result("2024-01-01T00:01:00Z", "a", 0, 4.0));

    assertThat(
            rows(
                "SELECT window_start::varchar, group_key, revision, value"
                    + " FROM quality_results_latest ORDER BY 1, 2"))
        .containsExactly(
            "2024-01-01 00:00:00|a|1|2.0",
            "2024-01-01 00:00:00|b|0|3.0",
            "2024-01-01 00:01:00|a|0|4.0");
  }

  @Test
  void creatingTheTableAgainKeepsItsRows() throws SQLException {
    append(result("2024-01-01T00:00:00Z", "", 0, 1.0));
    QualityTable.create(connection);
    assertThat(rows("SELECT count(*) FROM quality_results_latest")).containsExactly("1");
  }

  @Test
  void aTableOfAnEarlierVersionIsGivenTheColumnsThatItLacks() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP VIEW quality_results_latest");
      statement.execute("DROP TABLE quality_results");
      statement.execute(QualityTable.CREATE_TABLE);
      statement.execute(
          "INSERT INTO quality_results VALUES ('payments', '2024-01-01', '2024-01-02', '', 'r',"
              + " 'm', 1, true, 0, 'h')");
    }
    QualityTable.create(connection);
    append(result("2024-01-01T00:00:00Z", "", 0, 1.0));
    assertThat(rows("SELECT rule, looked_at FROM quality_results_latest ORDER BY 1"))
        .containsExactly("Mean \"a\" > 0|7 events", "r|null");
  }

  @Test
  void aRuleOfTwoMetricsHasARowForEach() throws SQLException {
    QualityResult other = result("2024-01-01T00:00:00Z", "", 0, 2.0);
    other.setMetric("Column.a.Completeness");
    append(result("2024-01-01T00:00:00Z", "", 0, 1.0), other);
    assertThat(rows("SELECT metric, value FROM quality_results_latest ORDER BY 1"))
        .containsExactly("Column.a.Completeness|2.0", "Column.a.Mean|1.0");
  }

  private void append(QualityResult... results) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(QualityTable.INSERT)) {
      for (QualityResult result : results) {
        QualityJdbcSink.bind(insert, result);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private List<String> rows(String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          values.add(result.getString(i));
        }
        rows.add(String.join("|", values));
      }
    }
    return rows;
  }

  static QualityResult result(String start, String group, int revision, Double value) {
    return QualityResult.newBuilder()
        .setPipeline("payments")
        .setWindowStart(Instant.parse(start))
        .setWindowEnd(Instant.parse(start).plusSeconds(60))
        .setGroupKey(group)
        .setRule("Mean \"a\" > 0")
        .setMetric("Column.a.Mean")
        .setValue(value)
        .setPassed(value != null)
        .setRevision(revision)
        .setRulesetHash("0123456789abcdef")
        .setApproximate(value == null ? null : true)
        .setErrorBound(value == null ? null : 0.25)
        .setAction(value == null ? null : "fail")
        .setLookedAt(value == null ? null : "7 events")
        .build();
  }
}
