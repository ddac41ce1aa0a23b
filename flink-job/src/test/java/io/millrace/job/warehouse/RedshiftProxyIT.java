package io.millrace.job.warehouse;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** That the tests of the load meet what they would meet in Redshift. */
class RedshiftProxyIT {
  @RegisterExtension final RedshiftExtension postgres = new RedshiftExtension();
  private RedshiftFixture redshift;

  @BeforeEach
  void open() {
    redshift = postgres.fixture();
  }

  @Test
  void theDriverAsksForTlsUnlessToldOtherwise() {
    Properties user = new Properties();
    user.setProperty("user", "postgres");
    user.setProperty("password", "unasked");
    assertThatThrownBy(() -> DriverManager.getConnection(redshift.url(), user))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("SSL");
  }

  @Test
  void theProxyLetsAStatementBeCancelled() throws Exception {
    try (Connection connection = redshift.connections().open();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(60)"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("cancel");
    }
  }

  @Test
  void theProxyRefusesWhatRedshiftLacks() throws Exception {
    List<String> lacking =
        List.of(
            "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING",
            "create unique index i on t (a)",
            "MERGE INTO t USING (SELECT 1 AS a) s ON t.a = s.a WHEN MATCHED THEN DELETE",
            "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED AND s.b > t.b THEN DELETE");
    redshift.execute("CREATE TABLE t (a INT, b INT)", "CREATE TABLE s (a INT, b INT)");
    try (Connection connection = redshift.connections().open();
        Statement statement = connection.createStatement()) {
      for (String sql : lacking) {
        assertThatThrownBy(() -> statement.execute(sql))
            .as(sql)
            .hasMessageContaining("Redshift has no ");
      }
      statement.execute(
          "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET b = s.b"
              + " WHEN NOT MATCHED THEN INSERT VALUES (s.a, s.b)");
    }
  }
}
