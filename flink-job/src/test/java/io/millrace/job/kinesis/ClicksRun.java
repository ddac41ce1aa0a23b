package io.millrace.job.kinesis;

import io.millrace.job.KinesisSource;
import io.millrace.job.OutputPaths;
import io.millrace.job.Run;
import io.millrace.job.Topology;
import io.millrace.job.inference.endpoint.EndpointSettings;
import io.millrace.job.lineage.DatasetName;
import io.millrace.job.lineage.FileTransport;
import io.millrace.job.source.KinesisSettings;
import io.millrace.job.warehouse.DuckDbDialect;
import io.millrace.job.warehouse.JdbcConnections;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The whole topology over {@link Clicks} from Kinesis, and what it has written so far. */
final class ClicksRun implements AutoCloseable {
  private final Path folder;
  private final URI endpoint;
  private final JdbcConnections connections;

  /** Open as long as the run: DuckDB fails where two threads open a file that nobody has open. */
  private final Connection warehouse;

  ClicksRun(Path folder, URI endpoint) throws SQLException {
    this.folder = folder;
    this.endpoint = endpoint;
    this.connections = new JdbcConnections("jdbc:duckdb:" + folder.resolve("warehouse.duckdb"));
    this.warehouse = connections.open();
  }

  /**
   * Starts the job.
   *
   * @param checkpoint the checkpoint to go on from; null for a new job
   */
  RunningJob start(MiniCluster cluster, KinesisSettings settings, String checkpoint)
      throws Exception {
    StreamExecutionEnvironment env =
        RunningJob.environment(folder.resolve("checkpoints"), 2, checkpoint);
    Run run =
        Run.of(Clicks.files(), OutputPaths.below(folder.toString()), Clock.systemUTC())
            .source(
                new KinesisSource(settings),
                new DatasetName("arn:aws:kinesis:us-east-1:000000000000", settings.stream()))
            .warehouse(connections.url(), new DuckDbDialect(1), connections)
            .endpoint(EndpointSettings.local(endpoint))
            .lineage(new FileTransport(folder.resolve("lineage").toString()))
            .build();
    Topology.define(env, Clicks.files(), run.edges());
    return RunningJob.start(cluster, env);
  }

  @Override
  public void close() throws SQLException {
    warehouse.close();
  }

  /** Rows in the warehouse, in the order of their ids; none before the first load. */
  List<String> rows() {
    boolean loaded = !query("SELECT 1 FROM duckdb_tables() WHERE table_name = 'clicks'").isEmpty();
    return loaded
        ? query(
            "SELECT id, epoch_ms(time), customer, price, clicks_10s, spent_10s, twice, score, late,"
                + " origin_stream, origin_shard, origin_sequence FROM clicks ORDER BY id")
        : List.of();
  }

  /** Results of the quality windows, in the order of windows, metrics and revisions. */
  List<String> quality() {
    return parquet(
        "quality",
        "epoch_ms(window_start), metric, value, passed, revision",
        "window_start, metric, revision");
  }

  /** Dead letters: reason and bytes. */
  List<String> deadLetters() {
    return parquet("dead-letter", "reason, decode(payload)", "decode(payload)");
  }

  /** Quarantined events: id and broken rules. */
  List<String> quarantined() {
    return parquet("quarantine", "event_id, array_to_string(rules, ';')", "event_id");
  }

  private List<String> parquet(String output, String columns, String order) {
    String files = folder.resolve(output) + "/**/*.parquet";
    boolean committed = !query("SELECT 1 FROM glob('" + files + "')").isEmpty();
    return committed
        ? query("SELECT " + columns + " FROM read_parquet('" + files + "') ORDER BY " + order)
        : List.of();
  }

  private List<String> query(String sql) {
    try (Statement statement = warehouse.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(result.getString(i));
        }
        rows.add(String.join("|", row));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
