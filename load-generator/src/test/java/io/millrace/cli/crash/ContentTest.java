package io.millrace.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentTest {
  private static final String ROWS =
      "SELECT 's' AS origin_stream, 'f' AS origin_shard, i::VARCHAR AS origin_sequence,"
          + " TIMESTAMPTZ '2026-06-01 00:00:00+00' + to_seconds(i) AS event_time,"
          + " i / 3 AS amount, %s AS arrival_time FROM range(10) r(i)";

  @TempDir private Path folder;

  @Test
  void isTheSameInFilesAndTableWhateverTheOrderAndTheClock() throws Exception {
    Content files = files(ROWS.formatted("now()") + " ORDER BY random()");
    assertThat(files.rows()).isEqualTo(10);
    assertThat(files.twice()).isZero();
    assertThat(table(ROWS.formatted("now()::TIMESTAMP"))).isEqualTo(files);
  }

  @Test
  void tellsRowsThatAreLostOrThereTwice() throws Exception {
    String rows = ROWS.formatted("1");
    Content expected = files(rows);
    Content lost = files(rows + " WHERE i <> 3");
    assertThat(lost.lost(expected)).isEqualTo(1);
    assertThat(lost.twice()).isZero();
    Content twice = files(rows + " UNION ALL " + rows + " WHERE i < 2");
    assertThat(twice.lost(expected)).isZero();
    assertThat(twice.twice()).isEqualTo(2);
    assertThat(lost).isNotEqualTo(expected);
    assertThat(twice).isNotEqualTo(expected);
  }

  @Test
  void tellsALostRowThatAnotherOneTwiceWouldHideFromTheCount() throws Exception {
    String rows = ROWS.formatted("1");
    Content expected = files(rows);
    Content swapped = files(rows + " WHERE i > 0 UNION ALL " + rows + " WHERE i = 1");
    assertThat(swapped.rows()).isEqualTo(expected.rows());
    assertThat(swapped.lost(expected)).isEqualTo(1);
    assertThat(swapped.twice()).isEqualTo(1);
  }

  @Test
  void tellsAnotherValue() throws Exception {
    String rows = ROWS.formatted("1");
    Content other = files(rows.replace("i / 3", "CASE i WHEN 5 THEN 0.5 ELSE i / 3 END"));
    assertThat(other).isNotEqualTo(files(rows));
  }

  private Content files(String query) throws Exception {
    Path lake = Files.createDirectory(folder.resolve(UUID.randomUUID().toString()));
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute("COPY (" + query + ") TO '" + lake + "/a.parquet' (FORMAT PARQUET)");
    }
    return Content.ofFiles(lake);
  }

  private Content table(String query) throws SQLException {
    Path database = folder.resolve("warehouse.duckdb");
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:" + database);
        Statement statement = duckDb.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(
          "CREATE TABLE payments AS SELECT * REPLACE (event_time::TIMESTAMP AS event_time) FROM ("
              + query
              + ")");
    }
    return Content.ofTable(database, "payments");
  }
}
