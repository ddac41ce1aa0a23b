package io.millrace.job.warehouse;

import io.millrace.job.event.Column;
import io.millrace.job.event.Column.Kind;
import io.millrace.job.event.ColumnType;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.lake.LoadManifest;
import io.millrace.job.lake.ManifestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A lake folder with Parquet files that DuckDB writes, and a DuckDB file as the warehouse. */
final class LakeFixture {
  static final List<Column> COLUMNS =
      List.of(
          Column.of("id", ColumnType.LONG, false, Kind.FIELD, ""),
          Column.of("amount", ColumnType.DOUBLE, true, Kind.FIELD, ""));

  final Path lake;
  final ManifestStore manifests;
  private final Path database;
  private int files;

  LakeFixture(Path folder) throws IOException {
    this.lake = Files.createDirectories(folder.resolve("lake/dt=2024-05-01/hour=00"));
    this.manifests = new ManifestStore(folder.resolve("lake/_manifests").toString());
    this.database = folder.resolve("warehouse.duckdb");
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:duckdb:" + database);
  }

  LoaderOptions options(ConnectionFactory connections, List<Column> columns) {
    return LoaderOptions.of(
            manifests,
            new DuckDbDialect(1),
            connections,
            List.of(TableSpec.of("payments", columns)))
        .withRetry(java.time.Duration.ofMillis(5), java.time.Duration.ofMillis(20));
  }

  /** A Parquet file of {@code rows} rows with ids from {@code firstId} on. */
  LakeFile file(long firstId, int rows) throws SQLException, IOException {
    return file(
        "SELECT i::BIGINT AS id, i / 2 AS amount FROM range("
            + firstId
            + ", "
            + (firstId + rows)
            + ") r(i)");
  }

  /** A Parquet file with the rows of a query. */
  LakeFile file(String query) throws SQLException, IOException {
    Path path = lake.resolve("part-" + files++ + ".parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (" + query + ") TO '" + path + "' (FORMAT PARQUET)");
    }
    return new LakeFile(path.toUri().toString(), Files.size(path));
  }

  /** Writes the manifest of files with the columns {@code id, amount}. */
  LoadManifest manifest(LakeFile... files) throws IOException {
    return manifest("0123456789abcdef", List.of("id", "amount"), files);
  }

  LoadManifest manifest(String pipelineHash, List<String> columns, LakeFile... files)
      throws IOException {
    LoadManifest manifest = new LoadManifest("payments", pipelineHash, columns, List.of(files));
    manifests.write(manifest);
    return manifest;
  }

  /** Writes a manifest of the ledger's loaded files anew, as if it had never been loaded. */
  void forgetLoaded() throws IOException {
    Path root = Path.of(manifests.root());
    try (Stream<Path> loaded = Files.list(root.resolve("loaded"))) {
      for (Path manifest : loaded.toList()) {
        Files.move(manifest, root.resolve(manifest.getFileName()));
      }
    }
  }

  /** The rows of a query, values with commas between them. */
  List<String> query(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> result = new ArrayList<>();
      while (rows.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          values.add(rows.getString(i));
        }
        result.add(String.join(", ", values));
      }
      return result;
    }
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
