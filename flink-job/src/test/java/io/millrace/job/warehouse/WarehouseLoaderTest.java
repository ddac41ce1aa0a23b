package io.millrace.job.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.event.Column;
import io.millrace.job.event.Column.Kind;
import io.millrace.job.event.ColumnType;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.lake.LoadManifest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarehouseLoaderTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-05-01T12:30:00Z"), ZoneOffset.UTC);
  private static final Duration LONG = Duration.ofSeconds(30);

  /** Long enough for an attempt that fails. */
  private static final Duration SHORT = Duration.ofMillis(500);

  @TempDir Path folder;
  private LakeFixture lake;

  @BeforeEach
  void open() throws Exception {
    lake = new LakeFixture(folder);
  }

  @Test
  void loadsWhatTheLakeCommittedAndEntersEachFileInTheLedger() throws Exception {
    LoadManifest first = lake.manifest(lake.file(0, 10), lake.file(10, 5));
    try (WarehouseLoader loader = started(lake::connect)) {
      loader.drain(LONG);
      LoadManifest second = lake.manifest(lake.file(15, 1));
      loader.signal();
      loader.drain(LONG);

      assertThat(loader.rowsLoaded()).isEqualTo(16);
      assertThat(loader.backlog()).isZero();
      assertThat(lake.query("SELECT count(*), count(DISTINCT id), sum(amount) FROM payments"))
          .containsExactly("16, 16, 60.0");
      assertThat(
              lake.query(
                  "SELECT parse_filename(file_path), table_name, manifest_id, rows, loaded_at"
                      + " FROM load_ledger ORDER BY file_path"))
          .containsExactly(
              "part-0.parquet, payments, " + first.id() + ", 10, 2024-05-01 12:30:00.0",
              "part-1.parquet, payments, " + first.id() + ", 5, 2024-05-01 12:30:00.0",
              "part-2.parquet, payments, " + second.id() + ", 1, 2024-05-01 12:30:00.0");
    }
    try (Connection connection = lake.connect()) {
      assertThat(LoadLedger.rows(connection, "payments")).isEqualTo(16);
      assertThat(LoadLedger.rows(connection, "others")).isZero();
    }
  }

  @Test
  void entersTheRunAndTheCheckpointThatCommittedAFile() throws Exception {
    LakeFile file = lake.file(0, 2);
    lake.manifests.write(
        new LoadManifest("payments", "0123456789abcdef", List.of("id", "amount"), List.of(file))
            .committedBy("a-run", 42));
    lake.execute("CREATE TABLE payments (id BIGINT, amount DOUBLE)");
    lake.execute(
        "CREATE TABLE load_ledger (file_path VARCHAR NOT NULL PRIMARY KEY, table_name VARCHAR NOT"
            + " NULL, manifest_id VARCHAR NOT NULL, rows BIGINT, bytes BIGINT NOT NULL, loaded_at"
            + " TIMESTAMP NOT NULL)");
    try (WarehouseLoader loader = started(lake::connect)) {
      loader.drain(LONG);
    }
    assertThat(lake.query("SELECT run_id, checkpoint_id FROM load_ledger"))
        .as("a ledger of an earlier version gets the columns")
        .containsExactly("a-run, 42");
  }

  @Test
  void createsTheTableBeforeThereIsAnythingToLoad() throws Exception {
    try (WarehouseLoader loader = started(lake::connect)) {
      loader.drain(LONG);
    }
    assertThat(lake.query("SELECT count(*) FROM payments")).containsExactly("0");
  }

  @Test
  void loadsNoFileTwiceThatComesAgainInTheSameOrAnotherManifest() throws Exception {
    LakeFile a = lake.file(0, 10);
    LakeFile b = lake.file(10, 10);
    lake.manifest(a);
    try (WarehouseLoader loader = started(lake::connect)) {
      loader.drain(LONG);
      lake.forgetLoaded();
      lake.manifest(a, b);
      loader.signal();
      loader.drain(LONG);
    }

    assertThat(lake.query("SELECT count(*), count(DISTINCT id) FROM payments"))
        .containsExactly("20, 20");
    assertThat(lake.manifests.list()).isEmpty();
  }

  @Test
  void loadsWhatAnEarlierLoaderLeft() throws Exception {
    try (WarehouseLoader loader = started(lake::connect)) {
      loader.drain(LONG);
    }
    lake.manifest(lake.file(0, 3));
    lake.manifest(lake.file(3, 4));

    try (WarehouseLoader loader = started(lake::connect)) {
      loader.drain(LONG);
    }

    assertThat(lake.query("SELECT count(*) FROM payments")).containsExactly("7");
  }

  @Test
  void rollsBackTheRowsWhenItFailsBeforeTheLedgerIsCommitted() throws Exception {
    lake.manifest(lake.file(0, 10));
    AtomicInteger commits = new AtomicInteger();
    List<String> seen = new ArrayList<>();
    ConnectionFactory failingFirst =
        () ->
            beforeCommit(
                lake.connect(),
                () -> {
                  if (commits.incrementAndGet() == 1) {
                    throw new SQLException("connection lost");
                  }
                });

    try (WarehouseLoader loader = started(failingFirst)) {
      loader.drain(LONG);
      seen.addAll(lake.query("SELECT count(*), count(DISTINCT id) FROM payments"));
    }

    assertThat(commits).hasValue(2);
    assertThat(seen).containsExactly("10, 10");
    assertThat(lake.query("SELECT count(*) FROM load_ledger")).containsExactly("1");
  }

  @Test
  void leavesTheTransactionToOneOfTwoLoadersThatRace() throws Exception {
    lake.manifest(lake.file(0, 10));
    AtomicInteger rivals = new AtomicInteger();
    ConnectionFactory overtaken =
        () ->
            beforeCommit(
                lake.connect(),
                () -> {
                  if (rivals.incrementAndGet() == 1) {
                    // The rival loads and commits the same file while this transaction is open.
                    try (WarehouseLoader rival = started(lake::connect)) {
                      rival.drain(LONG);
                    }
                  }
                });

    try (WarehouseLoader loader = started(overtaken)) {
      loader.drain(LONG);
      assertThat(loader.rowsLoaded()).isZero();
    }

    assertThat(lake.query("SELECT count(*), count(DISTINCT id) FROM payments"))
        .containsExactly("10, 10");
  }

  @Test
  void keepsTryingWhileTheWarehouseIsDown() throws Exception {
    lake.manifest(lake.file(0, 10));
    AtomicInteger attempts = new AtomicInteger();
    ConnectionFactory downAtFirst =
        () -> {
          if (attempts.incrementAndGet() <= 5) {
            throw new SQLException("no route to host");
          }
          return lake.connect();
        };

    try (WarehouseLoader loader = started(downAtFirst)) {
      loader.drain(LONG);
      assertThat(loader.lastFailure()).isEmpty();
    }

    assertThat(attempts.get()).isGreaterThan(5);
    assertThat(lake.query("SELECT count(*) FROM payments")).containsExactly("10");
  }

  @Test
  void saysWhatWaitsAndWhyWhenItCannotDrain() throws Exception {
    lake.manifest(lake.file(0, 10));
    ConnectionFactory down =
        () -> {
          throw new SQLException("cannot connect to jdbc:redshift://h/db?user=u&password=hunter2");
        };

    try (WarehouseLoader loader = started(down)) {
      awaitFailure(loader, 1);
      assertThatThrownBy(() -> loader.drain(SHORT))
          .isInstanceOf(WarehouseException.class)
          .hasMessageContaining("has not taken 1 load manifests in " + lake.manifests.root())
          .hasMessageContaining("the lake is complete")
          .hasMessageContaining("cannot connect to jdbc:redshift://h/db")
          .hasMessageNotContaining("hunter2");
      assertThat(loader.backlog()).isEqualTo(1);
      loader.signal();
      assertThat(loader.backlog()).isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void loadsTheOthersWhenOneFileIsBroken() throws Exception {
    LakeFile broken = lake.file(0, 10);
    Files.writeString(Path.of(java.net.URI.create(broken.path())), "not Parquet");
    LoadManifest bad = lake.manifest(broken);
    lake.manifest(lake.file(10, 5));
    lake.manifest(lake.file(15, 5));

    try (WarehouseLoader loader = started(lake::connect)) {
      awaitFailure(loader, 1);
      assertThatThrownBy(() -> loader.drain(SHORT))
          .hasMessageContaining("has not taken 1 load manifests")
          .hasMessageContaining("last failure: load manifest " + bad.id())
          .hasMessageContaining("part-0.parquet");
    }

    assertThat(lake.query("SELECT count(*) FROM payments")).containsExactly("10");
    assertThat(lake.manifests.list()).containsExactly(bad.id());
  }

  @Test
  void boundsTheFilesOfATransaction() throws Exception {
    AtomicInteger commits = new AtomicInteger();
    for (int i = 0; i < 7; i++) {
      lake.manifest(lake.file(i, 1));
    }
    LoaderOptions options =
        lake.options(
                () -> beforeCommit(lake.connect(), commits::incrementAndGet), LakeFixture.COLUMNS)
            .withFilesPerTransaction(3);

    try (WarehouseLoader loader = new WarehouseLoader(options, CLOCK)) {
      loader.start();
      loader.drain(LONG);
    }

    assertThat(commits).hasValue(3);
    assertThat(lake.query("SELECT count(*) FROM payments")).containsExactly("7");
  }

  @Test
  void addsColumnsThatAreNewAndLoadsFilesOfBothSchemas() throws Exception {
    lake.manifest(lake.file(0, 1));
    try (WarehouseLoader loader = started(lake::connect)) {
      loader.drain(LONG);
    }
    lake.manifest(lake.file(1, 1));
    lake.manifest(
        "fedcba9876543210",
        List.of("id", "score", "amount"),
        lake.file("SELECT 2::BIGINT AS id, 0.5::DOUBLE AS score, 1.0::DOUBLE AS amount"));
    List<Column> wider = new ArrayList<>(LakeFixture.COLUMNS);
    wider.add(1, Column.of("score", ColumnType.DOUBLE, true, Kind.SCORE, ""));

    try (WarehouseLoader loader = new WarehouseLoader(lake.options(lake::connect, wider), CLOCK)) {
      loader.start();
      loader.drain(LONG);
    }

    assertThat(lake.query("SELECT id, amount, score FROM payments ORDER BY id"))
        .containsExactly("0, 0.0, null", "1, 0.5, null", "2, 1.0, 0.5");
  }

  @Test
  void refusesATableWithAColumnOfAnotherTypeUntilTheStatementIsRun() throws Exception {
    lake.execute("CREATE TABLE payments (id VARCHAR, amount DOUBLE)");
    lake.manifest(lake.file(0, 1));

    try (WarehouseLoader loader = started(lake::connect)) {
      awaitFailure(loader, 1);
      assertThatThrownBy(() -> loader.drain(SHORT))
          .hasMessageContaining(
              "warehouse table payments: expected column id of type BIGINT, got of type VARCHAR;"
                  + " run ALTER TABLE \"payments\" RENAME TO \"payments_before\" to keep");
      lake.execute("ALTER TABLE payments RENAME TO payments_before");
      loader.drain(LONG);
    }

    assertThat(lake.query("SELECT count(*) FROM payments")).containsExactly("1");
  }

  @Test
  void refusesATableWithAColumnThatThePipelineDoesNotWrite() throws Exception {
    lake.execute("CREATE TABLE payments (id BIGINT, amount DOUBLE, note VARCHAR)");

    try (WarehouseLoader loader = started(lake::connect)) {
      awaitFailure(loader, 0);
      assertThatThrownBy(() -> loader.drain(SHORT))
          .hasMessageContaining("expected column note to be written by the pipeline")
          .hasMessageContaining("or ALTER TABLE \"payments\" DROP COLUMN \"note\" to forget");
    }
  }

  @Test
  void keepsEveryTypeAndTimestampsInUtcWhateverTheZoneOfTheMachine() throws Exception {
    List<Column> columns =
        List.of(
            Column.of("flag", ColumnType.BOOLEAN, true, Kind.FIELD, ""),
            Column.of("InvoiceNo", ColumnType.INT, true, Kind.FIELD, ""),
            Column.of("event_time", ColumnType.TIMESTAMP, true, Kind.FIELD, ""),
            Column.of("day", ColumnType.DATE, true, Kind.FIELD, ""),
            Column.of("order", ColumnType.STRING, true, Kind.FIELD, ""),
            Column.of("raw", ColumnType.BYTES, true, Kind.FIELD, ""),
            Column.decimal("price", 18, 4, true, Kind.FIELD, ""));
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
      LakeFile file =
          lake.file(
              "SELECT true AS flag, 7::INTEGER AS \"InvoiceNo\","
                  + " TIMESTAMPTZ '2024-03-10 06:59:59.123456+00' AS event_time,"
                  + " DATE '2024-03-10' AS day, 'it''s' AS \"order\", '\\x01\\xFF'::BLOB AS raw,"
                  + " 12.3456::DECIMAL(18,4) AS price");
      lake.manifest("0", columns.stream().map(Column::name).toList(), file);
      try (WarehouseLoader loader =
          new WarehouseLoader(lake.options(lake::connect, columns), CLOCK)) {
        loader.start();
        loader.drain(LONG);
      }
      assertThat(
              lake.query(
                  "SELECT flag, \"InvoiceNo\", event_time::VARCHAR, day, \"order\", hex(raw), price"
                      + " FROM payments"))
          .containsExactly("true, 7, 2024-03-10 06:59:59.123456, 2024-03-10, it's, 01FF, 12.3456");
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void loadsFromAFolderWhoseNameHasWildcardsAndQuotes() throws Exception {
    Path odd = Files.createDirectories(folder.resolve("a[1]*? it's ä%20"));
    Path plain = Path.of(java.net.URI.create(lake.file(0, 2).path()));
    Path moved = Files.move(plain, odd.resolve("f.parquet"));
    String path = new org.apache.flink.core.fs.Path(moved.toUri()).toString();
    lake.manifest(new LakeFile(path, Files.size(moved)));

    try (WarehouseLoader loader = started(lake::connect)) {
      loader.drain(LONG);
    }

    assertThat(lake.query("SELECT sum(rows) FROM load_ledger")).containsExactly("2");
  }

  @Test
  void closesWithoutWaitingForAWarehouseThatIsDown() throws Exception {
    lake.manifest(lake.file(0, 1));
    LoaderOptions options =
        lake.options(
                () -> {
                  throw new SQLException("down");
                },
                LakeFixture.COLUMNS)
            .withRetry(Duration.ofHours(1), Duration.ofHours(1));
    WarehouseLoader loader = new WarehouseLoader(options, CLOCK);
    loader.start();
    awaitFailure(loader, 1);

    Instant before = Instant.now();
    loader.close();

    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(5));
  }

  private WarehouseLoader started(ConnectionFactory connections) {
    WarehouseLoader loader =
        new WarehouseLoader(lake.options(connections, LakeFixture.COLUMNS), CLOCK);
    loader.start();
    return loader;
  }

  /** Waits until an attempt failed and left so many manifests. */
  private static void awaitFailure(WarehouseLoader loader, int backlog)
      throws InterruptedException {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (loader.lastFailure().isEmpty() || loader.backlog() != backlog) {
      assertThat(System.nanoTime()).as("a failure in time").isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  /** The connection, with a step that runs before each commit and may fail it. */
  private static Connection beforeCommit(Connection connection, Step step) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("commit")) {
                step.run();
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
