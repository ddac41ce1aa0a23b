package io.millrace.job.quality;

import io.millrace.record.QualityResult;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;

/** The sink that appends quality results to {@link QualityTable#NAME}. */
public final class QualityJdbcSink {
  /** Rows held between two checkpoints before some are written early. */
  private static final int BATCH_ROWS = 5_000;

  private static final int RETRIES = 3;

  private QualityJdbcSink() {}

  /** Opens connections to the warehouse; where credentials come from is its own affair. */
  @FunctionalInterface
  public interface Connections extends Serializable {
    Connection open() throws SQLException;
  }

  /**
   * A sink that writes each result at least once, in batches; {@link QualityTable#LATEST} shows a
   * repeated row once.
   *
   * <p>Rows are written ahead of a checkpoint rather than by the clock, because what a restart
   * repeats need not be the same: late events may then make fewer, fuller revisions. Only rows of a
   * checkpoint that failed after they were written can outlive their window that way.
   *
   * <p>Redshift takes rows one by one slowly: give its connections {@code
   * reWriteBatchedInserts=true}.
   */
  public static JdbcSink<QualityResult> atLeastOnce(Connections connections) {
    return JdbcSink.<QualityResult>builder()
        .withQueryStatement(QualityTable.INSERT, QualityJdbcSink::bind)
        .withExecutionOptions(
            JdbcExecutionOptions.builder()
                .withBatchSize(BATCH_ROWS)
                .withBatchIntervalMs(0)
                .withMaxRetries(RETRIES)
                .build())
        .buildAtLeastOnce(new OneConnection(connections));
  }

  static void bind(PreparedStatement row, QualityResult result) throws SQLException {
    row.setString(1, result.getPipeline());
    row.setObject(2, utc(result.getWindowStart()));
    row.setObject(3, utc(result.getWindowEnd()));
    row.setString(4, result.getGroupKey());
    row.setString(5, result.getRule());
    row.setString(6, result.getMetric());
    setDouble(row, 7, result.getValue());
    row.setBoolean(8, result.getPassed());
    row.setInt(9, result.getRevision());
    row.setString(10, result.getRulesetHash());
    if (result.getApproximate() == null) {
      row.setNull(11, Types.BOOLEAN);
    } else {
      row.setBoolean(11, result.getApproximate());
    }
    setDouble(row, 12, result.getErrorBound());
    row.setString(13, result.getAction());
    row.setString(14, result.getLookedAt());
  }

  private static void setDouble(PreparedStatement row, int index, Double value)
      throws SQLException {
    if (value == null) {
      row.setNull(index, Types.DOUBLE);
    } else {
      row.setDouble(index, value);
    }
  }

  /** A java.sql.Timestamp would be shifted by the zone of the JVM. */
  private static LocalDateTime utc(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
