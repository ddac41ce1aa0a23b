package io.millrace.job.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class DriversTest {
  @Test
  void findsADriverThatTheDriverManagerDoesNotKnow() throws SQLException {
    List<Driver> known = Collections.list(DriverManager.getDrivers());
    for (Driver driver : known) {
      DriverManager.deregisterDriver(driver);
    }
    try (Connection connection = Drivers.connect("jdbc:duckdb:", new Properties())) {
      assertThat(connection.isValid(1)).isTrue();
    } finally {
      for (Driver driver : known) {
        DriverManager.registerDriver(driver);
      }
    }
  }

  @Test
  void namesTheKindOfAnUnknownUrlAndNothingElseOfIt() {
    assertThatThrownBy(() -> Drivers.connect("jdbc:oracle:thin:scott/tiger@host", new Properties()))
        .isInstanceOf(SQLException.class)
        .hasMessage("no driver on the class path takes a URL that begins with jdbc:oracle:");
    assertThatThrownBy(() -> Drivers.connect("scott/tiger", new Properties()))
        .hasMessage(
            "no driver on the class path takes a URL that begins with something else than jdbc:");
  }
}
