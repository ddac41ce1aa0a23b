package io.millrace.job.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class RedactionTest {
  @Test
  void hidesCredentialsOfConnectionStrings() {
    assertThat(
            Redaction.of(
                new SQLException(
                    "No suitable driver found for"
                        + " jdbc:redshift://h:5439/db?user=etl&password=hunter2&SessionToken=abc/d==;x")))
        .isEqualTo(
            "SQLException: No suitable driver found for"
                + " jdbc:redshift://h:5439/db?user=***&password=***&SessionToken=***;x");
  }

  @Test
  void hidesValuesOfRowsAndKeepsPaths() {
    assertThat(Redaction.of(new SQLException("Could not convert string '4111 1111' to INT32")))
        .isEqualTo("SQLException: Could not convert string *** to INT32");
    assertThat(Redaction.of(new SQLException("INT64 with value 99999 can't be cast")))
        .isEqualTo("SQLException: INT64 with value *** can't be cast");
    assertThat(Redaction.of(new IOException("No magic bytes in '/lake/part-1.parquet'")))
        .isEqualTo("IOException: No magic bytes in '/lake/part-1.parquet'");
  }

  @Test
  void saysTheSqlStateAndLeavesOutTheStatement() {
    assertThat(Redaction.of(new SQLException("a\nb\n\nLINE 1: SELECT 'x'", "40001")))
        .isEqualTo("SQLException (SQL state 40001): a b");
    assertThat(Redaction.of(new SQLException())).isEqualTo("SQLException");
  }
}
