package io.millrace.job.warehouse;

import io.millrace.job.lake.LoadManifest;
import io.millrace.job.lake.ManifestStore;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/** Loads files into tables within somebody's transaction. For one thread. */
final class FileLoad {
  private final WarehouseDialect dialect;
  private final Path folder;
  private final List<Path> copyManifests = new ArrayList<>();

  /**
   * Loads of one transaction.
   *
   * @param folder where the lists of files stand that a warehouse reads; may be any other that it
   *     can read
   */
  FileLoad(WarehouseDialect dialect, Path folder) {
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
    Path path = new Path(folder, group.id() + ".manifest");
    ManifestStore.put(path, content.get());
    copyManifests.add(path);
    return Optional.of(path.toString());
  }

  /** Removes what only the warehouse was to read; called when the transaction is committed. */
  void cleanUp() throws IOException {
    for (Path copyManifest : copyManifests) {
      copyManifest.getFileSystem().delete(copyManifest, false);
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
