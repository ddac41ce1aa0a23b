package io.millrace.job.warehouse;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;

/** Connections to a database that asks for no credentials, such as a DuckDB file. */
public final class JdbcConnections implements ConnectionFactory {
  private static final long serialVersionUID = 1L;

  private final String url;

  /** Connections to this URL, e.g. {@code jdbc:duckdb:/data/warehouse.duckdb}. */
  public JdbcConnections(String url) {
    this.url = Objects.requireNonNull(url);
  }

  public String url() {
    return url;
  }

  @Override
  public Connection open() throws SQLException {
    return Drivers.connect(url, new Properties());
  }
}
