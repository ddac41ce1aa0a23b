package io.millrace.cli.measure;

import io.millrace.cli.UserException;
import io.millrace.cli.replay.LakeFolder;
import io.millrace.cli.replay.RunFolder;
import io.millrace.job.warehouse.LoadLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When the files of a run's lake were committed and loaded, as tables of a DuckDB, all times in
 * microseconds since the epoch:
 *
 * <ul>
 *   <li>{@code files(path, committed_us)}
 *   <li>{@code loads(path, loaded_us)}, without those that are not loaded
 * </ul>
 *
 * <p>A lake file is committed by being renamed, and the file system keeps when that was.
 */
public final class CommittedFiles {
  private CommittedFiles() {}

  /**
   * Makes the tables.
   *
   * @param out folder of the run
   */
  public static void tables(Connection duckDb, Path out) throws SQLException, IOException {
    try (Statement statement = duckDb.createStatement()) {
      statement.execute("CREATE TABLE files (path VARCHAR, committed_us BIGINT)");
      readFiles(duckDb, LakeFolder.of(out));
      statement.execute("CREATE TABLE loads (path VARCHAR, loaded_us BIGINT)");
      Path warehouse = out.resolve(RunFolder.WAREHOUSE);
      if (Files.exists(warehouse)) {
        readLedger(statement, warehouse);
      }
    }
  }

  private static void readFiles(Connection duckDb, Path lake) throws SQLException, IOException {
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

  private static void readLedger(Statement statement, Path warehouse) throws SQLException {
    try {
      statement.execute(
          "ATTACH " + RunRows.text(warehouse.toAbsolutePath()) + " AS warehouse (READ_ONLY)");
    } catch (SQLException e) {
      throw new UserException(
          warehouse
              + " cannot be read: is the run still going? DuckDB lets one process in; stop it",
          e);
    }
    // The ledger has the names that the job gave the files: URIs.
    statement.execute(
        "INSERT INTO loads SELECT regexp_replace(file_path, '^file:/+', '/'), epoch_us(loaded_at)"
            + " FROM warehouse."
            + LoadLedger.TABLE);
    statement.execute("DETACH warehouse");
  }
}
