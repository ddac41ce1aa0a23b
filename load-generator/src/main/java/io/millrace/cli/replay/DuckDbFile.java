package io.millrace.cli.replay;

import io.millrace.job.warehouse.ConnectionFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The warehouse of a replay: a DuckDB file, opened by this process only. */
final class DuckDbFile implements ConnectionFactory {
  private static final long serialVersionUID = 1L;

  private final String url;

  DuckDbFile(Path file) {
    this.url = "jdbc:duckdb:" + file;
  }

  String url() {
    return url;
  }

  @Override
  public Connection open() throws SQLException {
    return DriverManager.getConnection(url);
  }
}
