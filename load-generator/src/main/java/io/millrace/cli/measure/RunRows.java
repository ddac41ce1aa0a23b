package io.millrace.cli.measure;

import io.millrace.cli.UserException;
import io.millrace.cli.replay.LakeFolder;
import io.millrace.cli.replay.RunFolder;
import io.millrace.job.config.Pipeline;
import io.millrace.job.warehouse.LoadLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run wrote, as tables of a DuckDB of its own, all times in microseconds since the epoch:
 *
 * <ul>
 *   <li>{@code lake(id, shard, sequence, event_us, arrival_us, committed_us, loaded_us)}; a row
 *       that is not loaded has null
 *   <li>{@code aside(kind, shard, sequence)}: quarantined events and dead letters
 * </ul>
 *
 * <p>A lake file is committed by being renamed, and the file system keeps when that was.
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
      rows.readFiles(LakeFolder.of(out));
      rows.readLedger(out.resolve(RunFolder.WAREHOUSE));
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

  private void readFiles(Path lake) throws SQLException, IOException {
    execute("CREATE TABLE files (path VARCHAR, committed_us BIGINT)");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(lake)) {
      files =
          walk.filter(file -> file.toString().endsWith(".parquet")).collect(Collectors.toList());
    }
    try (PreparedStatement insert = duckDb.prepareStatement("INSERT INTO files VALUES (?, ?)")) {
      for (Path file : files) {
        insert.setString(1, file.toString());
        insert.setLong(2, committed(file).to(TimeUnit.MICROSECONDS));
        insert.executeUpdate();
      }
    }
  }

  /** When the file got its name; where the system does not keep that, when it was written. */
  private static FileTime committed(Path file) throws IOException {
    try {
      return (FileTime) Files.getAttribute(file, "unix:ctime");
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return Files.getLastModifiedTime(file);
    }
  }

  private void readLedger(Path warehouse) throws SQLException {
    execute("CREATE TABLE loads (path VARCHAR, loaded_us BIGINT)");
    if (!Files.exists(warehouse)) {
      return;
    }
    execute("ATTACH " + text(warehouse.toAbsolutePath()) + " AS warehouse (READ_ONLY)");
    // The ledger has the names that the job gave the files: URIs.
    execute(
        "INSERT INTO loads SELECT regexp_replace(file_path, '^file:/+', '/'), epoch_us(loaded_at)"
            + " FROM warehouse."
            + LoadLedger.TABLE);
    execute("DETACH warehouse");
  }

  private void readLake(Path lake, Pipeline pipeline) throws SQLException {
    String id = pipeline.layout().column(pipeline.identityColumn()).name();
    String time = pipeline.layout().column(pipeline.timestampColumn()).name();
    execute(
        "CREATE TABLE lake AS SELECT "
            + name(id)
            + "::VARCHAR AS id, origin_shard AS shard, origin_sequence AS sequence, epoch_us("
            + name(time)
            + ") AS event_us, epoch_us(arrival_time) AS arrival_us, files.committed_us,"
            + " loads.loaded_us FROM read_parquet("
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
