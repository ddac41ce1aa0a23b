package io.millrace.cli.measure;

import io.millrace.cli.UserException;
import io.millrace.cli.replay.LakeFolder;
import io.millrace.job.config.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What a run wrote, as tables of a DuckDB of its own, all times in microseconds since the epoch:
 *
 * <ul>
 *   <li>{@code lake(id, shard, sequence, event_us, arrival_us, scored_us, committed_us,
 *       loaded_us)}; a row that is not scored or not loaded has null
 *   <li>{@code aside(kind, shard, sequence)}: quarantined events and dead letters
 * </ul>
 */
final class RunRows implements AutoCloseable {
  private final Connection duckDb;

  private RunRows(Connection duckDb) {
    this.duckDb = duckDb;
  }

  /**
   * Reads a run.
   *
   * @param out its folder
   * @throws UserException when it holds no lake, or one of another pipeline
   */
  static RunRows of(Path out, Pipeline pipeline) throws IOException {
    if (!LakeFolder.isAt(out)) {
      throw new UserException(out + " holds no rows; name the folder that a run wrote to");
    }
    try {
      RunRows rows = new RunRows(DriverManager.getConnection("jdbc:duckdb:"));
      CommittedFiles.tables(rows.duckDb, out);
      rows.readLake(LakeFolder.of(out), pipeline);
      rows.readAside(out);
      return rows;
    } catch (SQLException e) {
      throw new UserException(
          "the rows of "
              + out
              + " cannot be read as those of pipeline "
              + pipeline.name()
              + "; name the pipeline with --pipeline: "
              + e.getMessage().lines().findFirst().orElse(""),
          e);
    }
  }

  Connection duckDb() {
    return duckDb;
  }

  private void readLake(Path lake, Pipeline pipeline) throws SQLException {
    String id = pipeline.layout().column(pipeline.identityColumn()).name();
    String time = pipeline.layout().column(pipeline.timestampColumn()).name();
    execute(
        "CREATE TABLE lake AS SELECT "
            + name(id)
            + "::VARCHAR AS id, origin_shard AS shard, origin_sequence AS sequence, epoch_us("
            + name(time)
            + ") AS event_us, epoch_us(arrival_time) AS arrival_us, "
            + (pipeline.inference().isPresent() ? "epoch_us(scored_at)" : "NULL::BIGINT")
            + " AS scored_us, files.committed_us, loads.loaded_us FROM read_parquet("
            + text(lake + "/**/*.parquet")
            + ", filename = true, hive_partitioning = false, union_by_name = true) AS row"
            + " JOIN files ON files.path = row.filename"
            + " LEFT JOIN loads ON loads.path = row.filename");
  }

  private void readAside(Path out) throws SQLException, IOException {
    execute("CREATE TABLE aside (kind VARCHAR, shard VARCHAR, sequence VARCHAR)");
    for (String kind : List.of("quarantine", "dead-letter")) {
      Path folder = out.resolve(kind);
      if (LakeFolder.isAt(folder)) {
        execute(
            "INSERT INTO aside SELECT "
                + text(kind)
                + ", origin_shard, origin_sequence FROM read_parquet("
                + text(folder.toAbsolutePath() + "/**/*.parquet")
                + ", union_by_name = true, hive_partitioning = false)");
      }
    }
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = duckDb.createStatement()) {
      statement.execute(sql);
    }
  }

  static String text(Object text) {
    return '\'' + text.toString().replace("'", "''") + '\'';
  }

  private static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public void close() throws SQLException {
    duckDb.close();
  }
}
