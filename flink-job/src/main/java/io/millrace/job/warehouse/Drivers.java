package io.millrace.job.warehouse;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import java.util.ServiceLoader;

/**
 * Finds the JDBC driver of a URL among those of the job's own jar. {@code DriverManager} looks for
 * drivers once in the life of a process, with the class loader of whoever asks first, and so knows
 * none for a job that is started again with another.
 */
final class Drivers {
  private Drivers() {}

  /**
   * A new connection.
   *
   * @throws SQLException when it is refused, or no driver takes the URL, which the message does not
   *     repeat
   */
  static Connection connect(String url, Properties properties) throws SQLException {
    for (Driver driver : ServiceLoader.load(Driver.class, Drivers.class.getClassLoader())) {
      if (driver.acceptsURL(url)) {
        Connection connection = driver.connect(url, properties);
        if (connection != null) {
          return connection;
        }
      }
    }
    String[] parts = url.split(":", 3);
    throw new SQLException(
        "no driver on the class path takes a URL that begins with "
            + (parts.length == 3 ? parts[0] + ':' + parts[1] + ':' : "something else than jdbc:"));
  }
}
