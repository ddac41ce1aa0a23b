package io.millrace.job.warehouse.feed;

import io.millrace.job.warehouse.ConnectionFactory;
import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;

/**
 * Appends Millrace's own records to a table of another database as they come, through Flink's JDBC
 * connector: what people and tools watch while the job runs. The warehouse is the record; it is
 * loaded exactly once, after each commit.
 *
 * <p>Each record is appended within {@link #INTERVAL}, and again when a restart repeats it. While
 * the database does not answer, records pass by and are counted: a copy must never hold up or fail
 * the stream whose copy it is.
 */
public final class RecordFeed {
  /** Rows held before some are written early. */
  private static final int BATCH_ROWS = 1_000;

  /** Longest that a row is held. */
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private RecordFeed() {}

  /**
   * A sink that appends records to a table.
   *
   * @param table has a column for each field of the schema, in its order
   * @param connections to the database, which has the table by then
   */
  public static <T extends SpecificRecord> Sink<T> promptly(
      String table, Schema schema, ConnectionFactory connections) {
    return promptly(table, schema, connections, INTERVAL);
  }

  static <T extends SpecificRecord> Sink<T> promptly(
      String table, Schema schema, ConnectionFactory connections, Duration interval) {
    return new FeedSink<>(
        JdbcSink.<T>builder()
            .withQueryStatement(RecordRow.insert(table, schema), RecordRow::bind)
            .withExecutionOptions(
                JdbcExecutionOptions.builder()
                    .withBatchSize(BATCH_ROWS)
                    .withBatchIntervalMs(interval.toMillis())
                    // A second try would be made on the task's thread, after a sleep.
                    .withMaxRetries(0)
                    .build())
            .buildAtLeastOnce(new OneConnection(connections)));
  }
}
