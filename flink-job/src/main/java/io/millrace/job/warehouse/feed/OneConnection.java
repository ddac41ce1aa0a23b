package io.millrace.job.warehouse.feed;

import io.millrace.job.warehouse.ConnectionFactory;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one connection of a sink writer open, and replaces it when it fails. */
final class OneConnection implements JdbcConnectionProvider {
  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(OneConnection.class);

  private static final int CHECK_SECONDS = 10;

  private final ConnectionFactory connections;
  private transient Connection connection;

  OneConnection(ConnectionFactory connections) {
    this.connections = connections;
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public boolean isConnectionValid() throws SQLException {
    return connection != null && connection.isValid(CHECK_SECONDS);
  }

  @Override
  public Connection getOrEstablishConnection() throws SQLException {
    if (connection == null) {
      connection = connections.open();
    }
    return connection;
  }

  @Override
  public void closeConnection() {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("The connection of a feed did not close; it is given up", e);
    } finally {
      connection = null;
    }
  }

  @Override
  public Connection reestablishConnection() throws SQLException {
    closeConnection();
    return getOrEstablishConnection();
  }
}
