package io.millrace.job.warehouse;

import io.millrace.job.lake.LakeFile;
import io.millrace.job.lake.LoadManifest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The table of the files that are loaded: what decides whether a file still has to be. It is
 * written in the transaction that loads the files, so that both happen or none.
 *
 * <p>{@code load_ledger(file_path, table_name, manifest_id, rows, bytes, loaded_at, run_id,
 * checkpoint_id)}; {@code rows} is null where the warehouse cannot tell, {@code loaded_at} is UTC.
 * Run and checkpoint are those that made the file visible; null where they were not noted.
 */
public final class LoadLedger {
  /** Name of the table. */
  public static final String TABLE = "load_ledger";

  /** Most rows or values in one statement: far below the drivers' limits on parameters. */
  private static final int CHUNK = 500;

  /** Columns that came later, with their types; they take nulls. */
  private static final Map<String, String> ADDED =
      Map.of("run_id", "VARCHAR(64)", "checkpoint_id", "BIGINT");

  private LoadLedger() {}

  /** The statement that creates the ledger unless it exists. */
  public static String create() {
    return "CREATE TABLE IF NOT EXISTS "
        + Sql.name(TABLE)
        + " (\n"
        + "  \"file_path\" VARCHAR(4096) NOT NULL PRIMARY KEY,\n"
        + "  \"table_name\" VARCHAR(256) NOT NULL,\n"
        + "  \"manifest_id\" VARCHAR(64) NOT NULL,\n"
        + "  \"rows\" BIGINT,\n"
        + "  \"bytes\" BIGINT NOT NULL,\n"
        + "  \"loaded_at\" TIMESTAMP NOT NULL,\n"
        + "  \"run_id\" VARCHAR(64),\n"
        + "  \"checkpoint_id\" BIGINT\n"
        + ")";
  }

  /** Creates the ledger, or adds what an earlier version's lacks, outside of any transaction. */
  static void ensure(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(create());
      Set<String> there = TableSchema.columns(connection, TABLE).keySet();
      for (Map.Entry<String, String> column : ADDED.entrySet()) {
        if (!there.contains(column.getKey())) {
          statement.execute(
              "ALTER TABLE "
                  + Sql.name(TABLE)
                  + " ADD COLUMN "
                  + Sql.name(column.getKey())
                  + " "
                  + column.getValue());
        }
      }
    }
  }

  /** Paths of those files that the ledger holds. */
  static Set<String> loaded(Connection connection, List<LakeFile> files) throws SQLException {
    Set<String> loaded = new HashSet<>();
    for (List<LakeFile> chunk : chunks(files)) {
      String sql =
          "SELECT \"file_path\" FROM "
              + Sql.name(TABLE)
              + " WHERE \"file_path\" IN ("
              + String.join(", ", Collections.nCopies(chunk.size(), "?"))
              + ")";
      try (PreparedStatement query = connection.prepareStatement(sql)) {
        for (int i = 0; i < chunk.size(); i++) {
          query.setString(i + 1, chunk.get(i).path());
        }
        try (ResultSet rows = query.executeQuery()) {
          while (rows.next()) {
            loaded.add(rows.getString(1));
          }
        }
      }
    }
    return loaded;
  }

  /**
   * Enters files of one manifest.
   *
   * @param rowCounts rows by path; a path that is missing gets null
   */
  static void enter(
      Connection connection,
      LoadManifest manifest,
      List<LakeFile> files,
      Map<String, Long> rowCounts,
      Instant loadedAt)
      throws SQLException {
    LocalDateTime utc = LocalDateTime.ofInstant(loadedAt, ZoneOffset.UTC);
    for (List<LakeFile> chunk : chunks(files)) {
      String sql =
          "INSERT INTO "
              + Sql.name(TABLE)
              + " (\"file_path\", \"table_name\", \"manifest_id\", \"rows\", \"bytes\","
              + " \"loaded_at\", \"run_id\", \"checkpoint_id\") VALUES "
              + String.join(", ", Collections.nCopies(chunk.size(), "(?, ?, ?, ?, ?, ?, ?, ?)"));
      try (PreparedStatement insert = connection.prepareStatement(sql)) {
        int parameter = 1;
        for (LakeFile file : chunk) {
          insert.setString(parameter++, file.path());
          insert.setString(parameter++, manifest.table());
          insert.setString(parameter++, manifest.id());
          Long rows = rowCounts.get(file.path());
          if (rows == null) {
            insert.setNull(parameter++, Types.BIGINT);
          } else {
            insert.setLong(parameter++, rows);
          }
          insert.setLong(parameter++, file.bytes());
          insert.setObject(parameter++, utc);
          insert.setString(parameter++, manifest.runId().orElse(null));
          if (manifest.checkpointId() == LoadManifest.NO_CHECKPOINT) {
            insert.setNull(parameter++, Types.BIGINT);
          } else {
            insert.setLong(parameter++, manifest.checkpointId());
          }
        }
        insert.executeUpdate();
      }
    }
  }

  /**
   * How many rows of a table came from files of the ledger; 0 when there is no ledger yet and for a
   * warehouse that cannot tell the rows of a file.
   */
  public static long rows(Connection connection, String table) throws SQLException {
    ensure(connection);
    String sql =
        "SELECT COALESCE(SUM(\"rows\"), 0) FROM " + Sql.name(TABLE) + " WHERE \"table_name\" = ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, table);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static List<List<LakeFile>> chunks(List<LakeFile> files) {
    List<List<LakeFile>> chunks = new ArrayList<>();
    for (int from = 0; from < files.size(); from += CHUNK) {
      chunks.add(files.subList(from, Math.min(from + CHUNK, files.size())));
    }
    return chunks;
  }
}
