package io.millrace.job.warehouse;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.lake.LoadManifest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Gives the rows of a table the scores that the rows of a Parquet file have, by the keys that both
 * have, in one transaction with the file's entry in the ledger: a file is merged once, whatever
 * crashes when. The file is staged in a table of the session; all else of the rows stays as it is.
 */
public final class ScoreReplacement {
  private final WarehouseDialect dialect;
  private final CopyFolder copyFolder;
  private final String table;
  private final boolean corrected;
  private final List<String> columns;
  private final List<String> scores;
  private final List<String> keys;
  private final Clock clock;

  /**
   * Replacements in the table of a pipeline.
   *
   * @param copyFolder where the warehouse reads lists of files; null for one that needs none
   * @param keys columns that together are unique; none may be null
   */
  public ScoreReplacement(
      WarehouseDialect dialect,
      CopyFolder copyFolder,
      Pipeline pipeline,
      List<String> keys,
      Clock clock) {
    this.dialect = dialect;
    this.copyFolder = copyFolder;
    this.table = pipeline.table();
    this.corrected = pipeline.upsert().isPresent();
    this.columns = names(pipeline.layout().columns());
    this.scores =
        names(
            pipeline.layout().columns().stream()
                .filter(column -> column.kind() == Column.Kind.SCORE)
                .collect(Collectors.toList()));
    this.keys = List.copyOf(keys);
    this.clock = clock;
  }

  private static List<String> names(List<Column> columns) {
    return columns.stream().map(Column::name).collect(Collectors.toList());
  }

  /** Name under which the ledger has these files: they add no rows to the table. */
  public String ledgerName() {
    return table + "_rescored";
  }

  /**
   * Merges a file, unless the ledger has it.
   *
   * @param connection with auto-commit on
   * @return rows that have another score now; 0 when there was nothing to do
   * @throws WarehouseException when the file has rows that the table has not, and no later version
   *     can have taken their place; nothing is changed
   */
  public long merge(Connection connection, LakeFile file, String pipelineHash)
      throws SQLException, IOException {
    for (String statement : dialect.prepareSession()) {
      FileLoad.execute(connection, statement);
    }
    LoadLedger.ensure(connection);
    FileLoad load = new FileLoad(dialect, copyFolder);
    connection.setAutoCommit(false);
    try {
      if (dialect.lock(LoadLedger.TABLE).isPresent()) {
        // First of all: the first query fixes the snapshot, which must show what others committed.
        FileLoad.execute(connection, dialect.lock(LoadLedger.TABLE).get());
      }
      long replaced = replace(connection, load, file, pipelineHash);
      connection.commit();
      load.cleanUp();
      return replaced;
    } catch (SQLException | IOException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private long replace(Connection connection, FileLoad load, LakeFile file, String pipelineHash)
      throws SQLException, IOException {
    List<LakeFile> files = List.of(file);
    if (!LoadLedger.loaded(connection, files).isEmpty()) {
      return 0;
    }
    LoadManifest manifest = new LoadManifest(ledgerName(), pipelineHash, columns, files);
    FileLoad.execute(connection, dialect.createStage(ledgerName(), table));
    long staged = load.into(connection, ledgerName(), manifest);
    long replaced = update(connection);
    if (replaced > staged || replaced < staged && !corrected) {
      throw new WarehouseException(
          "table "
              + table
              + ": expected the "
              + staged
              + " rows that were scored anew, got "
              + replaced
              + "; load the lake first, then merge "
              + file.path());
    }
    FileLoad.execute(connection, "DROP TABLE " + Sql.name(ledgerName()));
    Map<String, Long> counts = new HashMap<>();
    counts.put(file.path(), staged);
    LoadLedger.enter(connection, manifest, files, counts, clock.instant());
    return replaced;
  }

  private long update(Connection connection) throws SQLException {
    String to = Sql.name(table);
    String from = Sql.name(ledgerName());
    String sql =
        "UPDATE "
            + to
            + " SET "
            + scores.stream()
                .map(score -> Sql.name(score) + " = " + from + "." + Sql.name(score))
                .collect(Collectors.joining(", "))
            + " FROM "
            + from
            + " WHERE "
            + keys.stream()
                .map(key -> to + "." + Sql.name(key) + " = " + from + "." + Sql.name(key))
                .collect(Collectors.joining(" AND "));
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }
}
