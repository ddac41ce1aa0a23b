package io.millrace.job.warehouse;

import io.millrace.job.lake.LoadManifest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Loads files into tables within somebody's transaction. For one thread. */
final class FileLoad {
  private final WarehouseDialect dialect;
  private final CopyFolder folder;
  private final List<String> copyManifests = new ArrayList<>();

  /**
   * Loads of one transaction.
   *
   * @param folder not used where the warehouse needs no lists of files
   */
  FileLoad(WarehouseDialect dialect, CopyFolder folder) {
    this.dialect = dialect;
    this.folder = folder;
  }

  /**
   * Loads files of one schema.
   *
   * @return rows that the table took
   */
  long into(Connection connection, String table, LoadManifest group)
      throws SQLException, IOException {
    String load =
        dialect.load(table, group.columns(), group.files(), copyManifest(group).orElse(null));
    try (Statement statement = connection.createStatement()) {
      long updated = statement.executeUpdate(load);
      Optional<String> count = dialect.lastLoadCount();
      return count.isPresent() ? number(connection, count.get()) : updated;
    }
  }

  private Optional<String> copyManifest(LoadManifest group) throws IOException {
    Optional<byte[]> content = dialect.copyManifest(group.files());
    if (content.isEmpty()) {
      return Optional.empty();
    }
    String path = folder.put(group.id() + ".manifest", content.get());
    copyManifests.add(path);
    return Optional.of(path);
  }

  /** Removes what only the warehouse was to read; called when the transaction is committed. */
  void cleanUp() throws IOException {
    for (String copyManifest : copyManifests) {
      folder.remove(copyManifest);
    }
  }

  /** The number that a query answers. */
  static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
