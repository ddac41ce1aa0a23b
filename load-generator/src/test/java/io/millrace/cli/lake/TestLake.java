package io.millrace.cli.lake;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Lakes for tests, as a replay leaves them: several files, the rows in no order. */
public final class TestLake {
  private TestLake() {}

  /** Makes and fills a table {@code events} that has a column {@code id}. */
  public interface Events {
    void fill(Connection duckdb) throws SQLException;
  }

  /**
   * Writes the lake of a replay.
   *
   * @param out folder of the replay
   * @param files number of files that the rows are spread over
   */
  public static void write(Path out, int files, Events events) throws Exception {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      events.fill(duckdb);
      for (int file = 0; file < files; file++) {
        Path part = Files.createDirectories(out.resolve("lake/dt=2026-01-0" + (file + 1)));
        statement.execute(
            String.format(
                "COPY (SELECT * FROM events WHERE hash(id) %% %d = %d) TO '%s'",
                files, file, part.resolve("part-" + file + ".parquet")));
      }
    }
  }
}
