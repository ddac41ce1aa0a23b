package io.millrace.cli.compare;

import io.millrace.cli.UserException;
import io.millrace.cli.replay.LakeFolder;
import io.millrace.job.config.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rows of one run, as a relation of DuckDB. */
final class Side {
  private static final Pattern DATABASE = Pattern.compile("(.+\\.duckdb)(?::([A-Za-z_]\\w*))?");

  private final String named;
  private final Path database;
  private final String table;
  private final Path lake;

  private Side(String named, Path database, String table, Path lake) {
    this.named = named;
    this.database = database;
    this.table = table;
    this.lake = lake;
  }

  /**
   * What the user named.
   *
   * @throws UserException when it is neither a lake nor a database
   */
  static Side of(String named, Pipeline pipeline) throws IOException {
    Matcher file = DATABASE.matcher(named);
    if (file.matches() && Files.isRegularFile(Path.of(file.group(1)))) {
      String table = file.group(2) == null ? pipeline.table() : file.group(2);
      return new Side(named, Path.of(file.group(1)).toAbsolutePath(), table, null);
    }
    Path path = Path.of(named);
    if (!LakeFolder.isAt(path)) {
      throw new UserException(
          named + " holds no rows; name the folder of a run, its lake, or a DuckDB file");
    }
    return new Side(named, null, null, LakeFolder.of(path));
  }

  /**
   * Opens the rows as a view.
   *
   * @return the names of its columns
   */
  Set<String> open(Connection duckDb, String view) throws SQLException {
    try (Statement statement = duckDb.createStatement()) {
      String rows;
      if (lake == null) {
        statement.execute(
            "ATTACH " + Sql.text(database.toString()) + " AS db_" + view + " (READ_ONLY)");
        rows = "db_" + view + '.' + Sql.name(table);
      } else {
        rows =
            "read_parquet("
                + Sql.text(lake + "/**/*.parquet")
                + ", union_by_name = true, hive_partitioning = false)";
      }
      statement.execute("CREATE VIEW " + view + " AS SELECT * FROM " + rows);
      Set<String> columns = new LinkedHashSet<>();
      try (ResultSet described = statement.executeQuery("DESCRIBE " + view)) {
        while (described.next()) {
          columns.add(described.getString("column_name"));
        }
      }
      return columns;
    }
  }

  @Override
  public String toString() {
    return named;
  }
}
