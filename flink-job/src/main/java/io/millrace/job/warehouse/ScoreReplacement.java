package io.millrace.job.warehouse;

import io.millrace.job.lake.LakeFile;
import io.millrace.job.lake.LoadManifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Puts the rows of a Parquet file in the place of those with the same keys in a table of DuckDB, in
 * one transaction with the file's entry in the ledger: a file is merged once, whatever crashes
 * when.
 */
public final class DuckDbReplacement {
  private static final DuckDbDialect DIALECT = new DuckDbDialect(1);

  private final String table;
  private final List<String> columns;
  private final List<String> keys;
  private final Clock clock;

  /**
   * @param columns of the table, all of them
   * @param keys columns that together are unique; none may be null
   */
  public DuckDbReplacement(String table, List<String> columns, List<String> keys, Clock clock) {
    this.table = table;
    this.columns = List.copyOf(columns);
    this.keys = List.copyOf(keys);
    this.clock = clock;
  }

  /** Name under which the ledger has these files: they add no rows to the table. */
  public String ledgerName() {
    return table + "_rescored";
  }

  /**
   * Merges a file, unless the ledger has it.
   *
   * @return rows that were replaced; 0 when there was nothing to do
   * @throws WarehouseException when the file has rows that the table has not; nothing is changed
   */
  public long merge(Connection connection, LakeFile file, String pipelineHash) throws SQLException {
    for (String statement : DIALECT.prepareSession()) {
      execute(connection, statement);
    }
    execute(connection, LoadLedger.create());
    connection.setAutoCommit(false);
    try {
      long replaced = replace(connection, file, pipelineHash);
      connection.commit();
      return replaced;
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private long replace(Connection connection, LakeFile file, String pipelineHash)
      throws SQLException {
    if (!LoadLedger.loaded(connection, List.of(file)).isEmpty()) {
      return 0;
    }
    String rows =
        "read_parquet(" + Sql.text(DIALECT.fileName(file)) + ", hive_partitioning = false)";
    String matches =
        keys.stream()
            .map(key -> "r." + Sql.name(key) + " = t." + Sql.name(key))
            .collect(Collectors.joining(" AND "));
    long deleted =
        update(
            connection,
            "DELETE FROM "
                + Sql.name(table)
                + " AS t WHERE EXISTS (SELECT 1 FROM "
                + rows
                + " r WHERE "
                + matches
                + ")");
    long inserted = update(connection, DIALECT.load(table, columns, List.of(file), null));
    if (deleted != inserted) {
      throw new WarehouseException(
          "table "
              + table
              + ": expected the "
              + inserted
              + " rows that were scored anew, got "
              + deleted
              + "; load the lake first, then merge "
              + file.path());
    }
    LoadManifest manifest = new LoadManifest(ledgerName(), pipelineHash, columns, List.of(file));
    LoadLedger.enter(
        connection, manifest, List.of(file), Map.of(file.path(), inserted), clock.instant());
    return inserted;
  }

  private static long update(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
