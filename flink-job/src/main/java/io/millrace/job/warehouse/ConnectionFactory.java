package io.millrace.job.warehouse;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Opens connections to the warehouse. Where the credentials come from is its own affair: nothing
 * else sees them.
 */
@FunctionalInterface
public interface ConnectionFactory extends Serializable {
  /** A new connection, which the caller closes. */
  Connection open() throws SQLException;
}
