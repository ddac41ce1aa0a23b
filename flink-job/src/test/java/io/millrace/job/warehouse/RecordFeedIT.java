package io.millrace.job.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.RecordColumns;
import io.millrace.job.warehouse.feed.RecordFeed;
import io.millrace.record.QualityResult;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job that feeds a real PostgreSQL through Flink's JDBC connector. */
class RecordFeedIT {
  private static final int ROWS = 2_500;

  private static final TableSpec TABLE =
      TableSpec.of("quality_results", RecordColumns.of(QualityResult.getClassSchema()))
          .showingLatest(List.of("window_start", "rule"), List.of("revision"));

  @RegisterExtension final RedshiftExtension servers = new RedshiftExtension();

  private final TimeZone zone = TimeZone.getDefault();

  @AfterEach
  void goHome() {
    TimeZone.setDefault(zone);
  }

  @Test
  void appendsEachResultWithTimesInUtc() throws Exception {
    TimeZone.setDefault(TimeZone.getTimeZone("Australia/Adelaide"));
    JdbcConnections database = new JdbcConnections(url());

    feed(database, results());

    assertThat(
            row(
                "SELECT count(*), sum(value), min(window_start)::text, max(window_end)::text,"
                    + " count(looked_at), bool_and(passed) FROM quality_results"))
        .isEqualTo("2500|3123750|2024-10-05 16:30:00.123|2024-10-07 10:10:00.123|0|t");
    assertThat(row("SELECT count(*) FROM quality_results_latest")).isEqualTo("2500");
  }

  @Test
  void aTableThatIsThereIsGivenTheColumnsThatItLacks() throws Exception {
    try (Connection connection = servers.postgres().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE quality_results (pipeline TEXT, rule TEXT)");
      statement.execute("INSERT INTO quality_results VALUES ('p', 'old')");
    }

    feed(new JdbcConnections(url()), results().subList(0, 1));

    assertThat(row("SELECT count(*), count(revision) FROM quality_results")).isEqualTo("2|1");
  }

  @Test
  void aDatabaseThatIsNotThereFailsNoJob() throws Exception {
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String nobody = "jdbc:postgresql://127.0.0.1:" + taken.getLocalPort() + "/postgres";
      feed(new JdbcConnections(nobody + "?connectTimeout=5"), results());
    }
  }

  private static void feed(ConnectionFactory database, List<QualityResult> results)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    StreamExecutionEnvironment job =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    job.fromData(results, new AvroTypeInfo<>(QualityResult.class))
        .sinkTo(
            RecordFeed.promptly(
                TABLE.name(),
                QualityResult.getClassSchema(),
                new TableConnections(database, new PostgresTables(), TABLE)));
    job.execute();
  }

  private String url() {
    return servers.postgres().getJdbcUrl("postgres", "postgres");
  }

  private String row(String query) throws SQLException {
    try (Connection connection = servers.postgres().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      List<String> values = new ArrayList<>();
      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
        values.add(result.getString(i));
      }
      return String.join("|", values);
    }
  }

  private static List<QualityResult> results() {
    List<QualityResult> results = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      // Begins in an hour that Adelaide's clocks skip.
      Instant start = Instant.parse("2024-10-05T16:30:00.123Z").plusSeconds(60L * i);
      results.add(
          QualityResult.newBuilder()
              .setPipeline("payments")
              .setWindowStart(start)
              .setWindowEnd(start.plusSeconds(60))
              .setGroupKey("")
              .setRule("Mean \"a\" > 0")
              .setMetric("Column.a.Mean")
              .setValue((double) i)
              .setPassed(true)
              .setRevision(0)
              .setRulesetHash("0123456789abcdef")
              .build());
    }
    return results;
  }
}
