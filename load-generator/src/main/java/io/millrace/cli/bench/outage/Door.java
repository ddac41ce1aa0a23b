package io.millrace.cli.bench.outage;

import io.millrace.job.warehouse.ConnectionFactory;
import java.sql.Connection;
import java.sql.SQLException;

/** The way to a warehouse, which can be shut for everybody in this process. */
final class Door implements ConnectionFactory {
  private static final long serialVersionUID = 1L;

  /** Copies travel to the tasks, which run in this process. */
  private static volatile boolean shut;

  private final ConnectionFactory connections;

  Door(ConnectionFactory connections) {
    this.connections = connections;
  }

  static void shut(boolean isShut) {
    shut = isShut;
  }

  @Override
  public Connection open() throws SQLException {
    if (shut) {
      throw new SQLException("the warehouse is down, as the benchmark has it");
    }
    return connections.open();
  }
}
