package io.millrace.job.warehouse;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/**
 * Connections behind which a table is as it should be: each new one creates it, or adds the columns
 * that it lacks, so that no start of a job needs the database.
 */
public final class TableConnections implements ConnectionFactory {
  private static final long serialVersionUID = 1L;

  private final ConnectionFactory connections;
  private final TableDialect dialect;
  private final TableSpec table;

  public TableConnections(ConnectionFactory connections, TableDialect dialect, TableSpec table) {
    this.connections = Objects.requireNonNull(connections);
    this.dialect = Objects.requireNonNull(dialect);
    this.table = Objects.requireNonNull(table);
  }

  /**
   * @throws SQLException also when the table has columns that are not written, or of other types
   */
  @Override
  public Connection open() throws SQLException {
    Connection connection = connections.open();
    try {
      TableSchema.ensure(connection, dialect, table);
      return connection;
    } catch (SQLException | RuntimeException e) {
      try (connection) {
        throw e;
      }
    }
  }
}
