package io.millrace.job.warehouse;

import io.millrace.job.event.Column;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.lake.LoadManifest;
import io.millrace.job.lake.ManifestStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A PostgreSQL that the Redshift driver takes for Redshift, and a folder that Flink and COPY take
 * for S3.
 */
final class RedshiftFixture implements AutoCloseable {
  static final RedshiftDialect DIALECT =
      new RedshiftDialect("arn:aws:iam::123456789012:role/warehouse");

  static final Duration LONG = Duration.ofSeconds(30);

  /** Long enough for an attempt that fails. */
  static final Duration SHORT = Duration.ofMillis(500);

  /** Rows, distinct rows and their sum. */
  static final String ROWS = "SELECT count(*), count(DISTINCT id), sum(amount) FROM payments";

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-05-01T12:30:00Z"), ZoneOffset.UTC);

  private static final String SECRET =
      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:redshift";

  final RedshiftSql sql = new RedshiftSql();
  final ManifestStore manifests = new ManifestStore("s3://lake/_manifests");
  private final EmbeddedPostgres postgres;
  private final RedshiftProxy proxy;
  private final Path buckets;
  private final LakeFixture files;

  /**
   * Empties the database and puts a proxy before it.
   *
   * @param buckets an empty folder
   */
  RedshiftFixture(EmbeddedPostgres postgres, Path buckets) throws IOException, SQLException {
    this.postgres = postgres;
    this.buckets = buckets;
    this.files = new LakeFixture(buckets);
    this.proxy = new RedshiftProxy(postgres.getPort(), sql, new CopySource(S3Objects.in(buckets)));
    execute(
        "DROP SCHEMA public CASCADE",
        "CREATE SCHEMA public",
        // Snapshots as Redshift has them: taken by a transaction's first query, and kept.
        "ALTER DATABASE postgres SET default_transaction_isolation TO 'repeatable read'");
    BucketFolder.install(buckets);
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    BucketFolder.uninstall();
  }

  String url() {
    return "jdbc:redshift://127.0.0.1:" + proxy.port() + "/postgres";
  }

  /** Through the real driver, with the credentials of a secret. */
  ConnectionFactory connections() {
    return connections("");
  }

  /**
   * @param settings of the driver, as a URL ends with them, e.g. {@code &readOnly=true}
   */
  ConnectionFactory connections(String settings) {
    return new SecretConnections(
        url() + "?ssl=false" + settings,
        SECRET,
        arn -> "{\"username\": \"postgres\", \"password\": \"unasked\"}");
  }

  /** A table distributed by its first column and sorted by the second. */
  private static TableSpec table(List<Column> columns) {
    return TableSpec.of("payments", columns)
        .laidOutBy(columns.get(0).name(), columns.get(1).name());
  }

  private LoaderOptions options(
      WarehouseDialect dialect, TableSpec table, ConnectionFactory connections) {
    return LoaderOptions.of(manifests, dialect, connections, List.of(table))
        .withRetry(Duration.ofMillis(5), Duration.ofMillis(20));
  }

  /** A loader that is at work; its table has the columns {@code id, amount}. */
  WarehouseLoader started(WarehouseDialect dialect) {
    return started(dialect, LakeFixture.COLUMNS);
  }

  WarehouseLoader started(WarehouseDialect dialect, List<Column> columns) {
    return started(dialect, table(columns));
  }

  WarehouseLoader started(WarehouseDialect dialect, TableSpec table) {
    return started(dialect, table, connections());
  }

  /** The same, but it connects otherwise. */
  WarehouseLoader started(ConnectionFactory connections) {
    return started(DIALECT, table(LakeFixture.COLUMNS), connections);
  }

  private WarehouseLoader started(
      WarehouseDialect dialect, TableSpec table, ConnectionFactory connections) {
    WarehouseLoader loader = new WarehouseLoader(options(dialect, table, connections), CLOCK);
    loader.start();
    return loader;
  }

  /** Loads all that waits. */
  void load() throws InterruptedException {
    load(LakeFixture.COLUMNS);
  }

  void load(List<Column> columns) throws InterruptedException {
    load(table(columns));
  }

  void load(TableSpec table) throws InterruptedException {
    try (WarehouseLoader loader = started(DIALECT, table)) {
      loader.drain(LONG);
    }
  }

  /** The statements that Redshift would have seen. */
  String statements() {
    StringBuilder text = new StringBuilder();
    sql.executed().forEach(statement -> text.append(statement).append(";\n"));
    return text.toString();
  }

  /** A Parquet file in the bucket, of {@code rows} rows with ids from {@code firstId} on. */
  LakeFile file(long firstId, int rows) throws SQLException, IOException {
    return inBucket(files.file(firstId, rows));
  }

  /** A Parquet file in the bucket, with the rows of a query of DuckDB. */
  LakeFile file(String query) throws SQLException, IOException {
    return inBucket(files.file(query));
  }

  private LakeFile inBucket(LakeFile file) {
    Path path = Path.of(java.net.URI.create(file.path()));
    return new LakeFile("s3://" + buckets.relativize(path), file.bytes());
  }

  /** The same file under its name on this machine. */
  LakeFile local(LakeFile file) {
    Path path = buckets.resolve(file.path().substring("s3://".length()));
    return new LakeFile(path.toUri().toString(), file.bytes());
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

  /** The rows of a query that goes past the proxy, values with commas between them. */
  List<String> query(String sql) throws SQLException {
    return read(sql, ResultSet::getString).stream()
        .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining(", ")))
        .toList();
  }

  /** The rows of a query that goes past the proxy, each a list of its values. */
  List<List<Object>> rows(String sql) throws SQLException {
    return read(sql, ResultSet::getObject);
  }

  private <T> List<List<T>> read(String sql, Cell<T> cell) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<List<T>> result = new ArrayList<>();
      while (rows.next()) {
        List<T> values = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          values.add(cell.of(rows, i));
        }
        result.add(values);
      }
      return result;
    }
  }

  private interface Cell<T> {
    T of(ResultSet row, int column) throws SQLException;
  }

  /** Runs statements past the proxy. */
  void execute(String... statements) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** A further way to the same database, whose COPY reads other objects; the caller closes it. */
  RedshiftProxy proxy(S3Objects objects) throws IOException {
    return new RedshiftProxy(postgres.getPort(), sql, new CopySource(objects));
  }

  /** Through the real driver and that proxy. */
  static ConnectionFactory connections(RedshiftProxy proxy) {
    return new SecretConnections(
        "jdbc:redshift://127.0.0.1:" + proxy.port() + "/postgres?ssl=false",
        SECRET,
        arn -> "{\"username\": \"postgres\", \"password\": \"unasked\"}");
  }
}
