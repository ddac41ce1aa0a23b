package io.millrace.job.warehouse;

import io.millrace.job.event.Column;
import io.millrace.job.event.Column.Kind;
import io.millrace.job.event.ColumnType;
import io.millrace.job.lake.LakeFile;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Measures how fast rows get into the warehouse: by the loader, through COPY, and by batches of
 * 1,000 inserts, both through Redshift's driver into the same PostgreSQL; and by the loader into
 * DuckDB. The rows are those of a small pipeline: identity, customer, amount, time and eight
 * features. Arguments: rows to stage, rows to insert.
 *
 * <p>PostgreSQL does not wait for its disk (fsync is off), which spares the inserts a wait for each
 * batch: they come out better than they would.
 */
final class LoadBenchmark {
  private static final int BATCH = 1_000;
  private static final int ROWS_PER_FILE = 1_000_000;
  private static final int FEATURES = 8;

  private final RedshiftFixture redshift;
  private final Path duckDb;
  private final int stagedRows;
  private final int insertedRows;
  private final List<LakeFile> files = new ArrayList<>();

  private LoadBenchmark(RedshiftFixture redshift, Path duckDb, int stagedRows, int insertedRows) {
    this.redshift = redshift;
    this.duckDb = duckDb;
    this.stagedRows = stagedRows;
    this.insertedRows = insertedRows;
  }

  /** Runs all cases. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("load-benchmark");
    try (EmbeddedPostgres postgres = RedshiftExtension.start();
        RedshiftFixture redshift = new RedshiftFixture(postgres, folder)) {
      redshift.sql.stopRecording();
      new LoadBenchmark(
              redshift,
              folder.resolve("benchmark.duckdb"),
              Integer.parseInt(arguments[0]),
              Integer.parseInt(arguments[1]))
          .run();
    } finally {
      RedshiftExtension.delete(folder);
    }
  }

  private void run() throws Exception {
    for (int from = 0; from < stagedRows; from += ROWS_PER_FILE) {
      files.add(redshift.file(rows(from, Math.min(ROWS_PER_FILE, stagedRows - from))));
    }
    System.out.println("rows, seconds, rows a second");
    double inserts = inserts("batches of 1,000, driver's defaults", "");
    double rewritten =
        inserts("batches of 1,000, reWriteBatchedInserts", "&reWriteBatchedInserts=true");
    redshift.execute("DROP TABLE payments");
    double copied =
        staged("COPY by the loader", RedshiftFixture.DIALECT, redshift.connections(), files);
    staged(
        "DuckDB by the loader",
        new DuckDbDialect(2),
        new JdbcConnections("jdbc:duckdb:" + duckDb),
        files.stream().map(redshift::local).toList());
    System.out.printf(
        "COPY: %.1f times the driver's defaults, %.1f times reWriteBatchedInserts%n",
        copied / inserts, copied / rewritten);
  }

  /** Rows a second, from the loader's start until all is committed. */
  private double staged(
      String name, WarehouseDialect dialect, ConnectionFactory connections, List<LakeFile> lake)
      throws Exception {
    redshift.manifest(
        "0123456789abcdef",
        columns().stream().map(Column::name).toList(),
        lake.toArray(LakeFile[]::new));
    long start = System.nanoTime();
    LoaderOptions options =
        LoaderOptions.of(
            redshift.manifests, dialect, connections, List.of(TableSpec.of("payments", columns())));
    try (WarehouseLoader loader = new WarehouseLoader(options, Clock.systemUTC())) {
      loader.start();
      loader.drain(Duration.ofMinutes(10));
      return report(name, loader.rowsLoaded(), stagedRows, start);
    }
  }

  /** Rows a second, with a commit after each batch. */
  private double inserts(String name, String settings) throws Exception {
    redshift.execute("DROP TABLE IF EXISTS payments");
    String values = String.join(", ", Collections.nCopies(columns().size(), "?"));
    try (Connection connection = redshift.connections().open();
        Statement statement = connection.createStatement()) {
      statement.execute(RedshiftFixture.DIALECT.createTable(TableSpec.of("payments", columns())));
    }
    long start = System.nanoTime();
    try (Connection connection = redshift.connections(settings).open();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO payments VALUES (" + values + ")")) {
      connection.setAutoCommit(false);
      for (int row = 0; row < insertedRows; row++) {
        bind(insert, row);
        insert.addBatch();
        if ((row + 1) % BATCH == 0 || row + 1 == insertedRows) {
          insert.executeBatch();
          connection.commit();
        }
      }
    }
    long seen = Long.parseLong(redshift.query("SELECT count(*) FROM payments").get(0));
    return report(name, seen, insertedRows, start);
  }

  private static void bind(PreparedStatement insert, int row) throws SQLException {
    insert.setString(1, String.format("event-%010d", row));
    insert.setString(2, "customer-" + row % 10_007);
    insert.setDouble(3, row * 0.01);
    insert.setObject(4, java.time.LocalDateTime.ofEpochSecond(row, 0, java.time.ZoneOffset.UTC));
    for (int i = 0; i < FEATURES; i++) {
      insert.setDouble(5 + i, (row + i) * 0.001);
    }
  }

  private static List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.of("event_id", ColumnType.STRING, false, Kind.FIELD, ""));
    columns.add(Column.of("customer", ColumnType.STRING, true, Kind.FIELD, ""));
    columns.add(Column.of("amount", ColumnType.DOUBLE, true, Kind.FIELD, ""));
    columns.add(Column.of("event_time", ColumnType.TIMESTAMP, true, Kind.FIELD, ""));
    for (int i = 0; i < FEATURES; i++) {
      columns.add(Column.of("feature_" + i, ColumnType.DOUBLE, true, Kind.FEATURE, ""));
    }
    return columns;
  }

  private static String rows(int from, int count) {
    StringBuilder query =
        new StringBuilder(
            "SELECT format('event-{:010d}', i) AS event_id,"
                + " 'customer-' || (i % 10007) AS customer, i * 0.01::DOUBLE AS amount,"
                + " to_timestamp(i) AS event_time");
    for (int i = 0; i < FEATURES; i++) {
      query.append(", (i + ").append(i).append(") * 0.001::DOUBLE AS feature_").append(i);
    }
    return query + " FROM range(" + from + ", " + (from + count) + ") r(i)";
  }

  private static double report(String name, long rows, long expected, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    if (rows != expected) {
      throw new IllegalStateException(name + ": expected " + expected + " rows, got " + rows);
    }
    System.out.printf("%s: %,d, %.1f, %,.0f%n", name, rows, seconds, rows / seconds);
    return rows / seconds;
  }
}
