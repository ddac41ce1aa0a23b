package io.millrace.job.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.event.Column;
import io.millrace.job.event.Column.Kind;
import io.millrace.job.event.ColumnType;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.lake.LoadManifest;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load of the warehouse, through Redshift's own driver, in the transactions of PostgreSQL. */
class RedshiftLoadIT {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-05-01T12:30:00Z"), ZoneOffset.UTC);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final String ROWS =
      "SELECT count(*), count(DISTINCT id), sum(amount) FROM payments";
  private static final String ENTRIES =
      "SELECT count(*), count(DISTINCT file_path) FROM load_ledger";

  private static EmbeddedPostgres postgres;

  @TempDir Path buckets;
  private RedshiftFixture redshift;

  @BeforeAll
  static void start() {
    postgres = RedshiftFixture.startPostgres();
  }

  @AfterAll
  static void stop() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    redshift = new RedshiftFixture(postgres, buckets);
  }

  @AfterEach
  void close() throws Exception {
    redshift.close();
  }

  @Test
  void locksSkipsCopiesAndEntersInOneTransaction() throws Exception {
    LoadManifest manifest = redshift.manifest(redshift.file(0, 10), redshift.file(10, 5));

    load();

    assertThat(statements()).isEqualTo(golden("redshift-load.sql"));
    assertThat(redshift.query(ROWS)).containsExactly("15, 15, 52.5");
    assertThat(redshift.query("SELECT * FROM load_ledger ORDER BY file_path"))
        .containsExactlyElementsOf(
            manifest.files().stream()
                .map(
                    file ->
                        String.join(
                            ", ",
                            file.path(),
                            "payments",
                            manifest.id(),
                            "null",
                            Long.toString(file.bytes()),
                            "2024-05-01 12:30:00"))
                .toList());
    assertThat(redshift.manifests.list()).isEmpty();
  }

  @Test
  void oneOfTwoLoadersWaitsForTheOtherAndThenFindsNothingToDo() throws Exception {
    redshift.manifest(redshift.file(0, 10));
    load(); // the tables are there: only the transactions compete
    redshift.manifest(redshift.file(10, 10));
    CountDownLatch copying = new CountDownLatch(1);
    CountDownLatch mayCopy = new CountDownLatch(1);
    redshift.sql.before("COPY", () -> reached(copying, mayCopy));

    try (WarehouseLoader first = started(RedshiftFixture.DIALECT)) {
      await(copying);
      try (WarehouseLoader second = started(RedshiftFixture.DIALECT)) {
        awaitRows("SELECT count(*) FROM pg_locks WHERE NOT granted", "1");
        mayCopy.countDown();
        first.drain(LONG);
        second.drain(LONG);
        assertThat(first.rowsLoaded()).isEqualTo(10);
        assertThat(second.rowsLoaded()).isZero();
      }
    }

    assertThat(redshift.query(ROWS)).containsExactly("20, 20, 95");
    assertThat(redshift.query(ENTRIES)).containsExactly("2, 2");
  }

  /**
   * What the lock is for: nothing else in Redshift, which enforces no key, would stop the second.
   */
  @Test
  void withoutTheLockBothLoadersWouldLoad() throws Exception {
    redshift.manifest(redshift.file(0, 10));
    CountDownLatch copied = new CountDownLatch(1);
    CountDownLatch mayEnter = new CountDownLatch(1);
    redshift.sql.before("INSERT", () -> reached(copied, mayEnter));

    try (WarehouseLoader first = started(new WithoutLock())) {
      await(copied);
      try (WarehouseLoader second = started(new WithoutLock())) {
        second.drain(LONG);
      }
      mayEnter.countDown();
      first.drain(LONG);
    }

    assertThat(redshift.query(ROWS)).containsExactly("20, 10, 45");
  }

  @Test
  void aZombieThatWakesBeforeItsLockSeesWhatWasCommittedMeanwhile() throws Exception {
    redshift.manifest(redshift.file(0, 10));
    CountDownLatch asleep = new CountDownLatch(1);
    CountDownLatch wakes = new CountDownLatch(1);
    redshift.sql.before("LOCK", () -> reached(asleep, wakes));

    try (WarehouseLoader zombie = started(RedshiftFixture.DIALECT)) {
      await(asleep);
      load();
      wakes.countDown();
      zombie.drain(LONG);
      assertThat(zombie.rowsLoaded()).isZero();
      assertThat(zombie.lastFailure()).isEmpty();
    }

    assertThat(redshift.query(ROWS)).containsExactly("10, 10, 22.5");
    assertThat(redshift.query(ENTRIES)).containsExactly("1, 1");
  }

  @Test
  void aZombieThatWakesBeforeItsCommitHasLostItsTransaction() throws Exception {
    redshift.manifest(redshift.file(0, 10));
    CountDownLatch asleep = new CountDownLatch(1);
    CountDownLatch wakes = new CountDownLatch(1);
    redshift.sql.before("COMMIT", () -> reached(asleep, wakes));

    try (WarehouseLoader zombie = started(RedshiftFixture.DIALECT)) {
      await(asleep);
      // A warehouse ends sessions that sleep in a transaction; until then others wait.
      assertThat(
              redshift.query(
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                      + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                      + " AND query = 'COMMIT'"))
          .containsExactly("t");
      load();
      wakes.countDown();
      zombie.drain(LONG);
    }

    assertThat(redshift.query(ROWS)).containsExactly("10, 10, 22.5");
    assertThat(redshift.query(ENTRIES)).containsExactly("1, 1");
  }

  @Test
  void aCrashBetweenCopyAndCommitLeavesNothingAndTheNextAttemptLoads() throws Exception {
    redshift.manifest(redshift.file(0, 10));
    List<String> atCrash = new ArrayList<>();
    redshift.sql.before(
        "COMMIT",
        () -> {
          atCrash.add(statements());
          return false;
        });

    load();

    assertThat(atCrash).singleElement().asString().contains("\nCOPY ").endsWith("\nCOMMIT;\n");
    assertThat(statements().split("\nCOPY ")).as("parts around two COPYs").hasSize(3);
    assertThat(redshift.query(ROWS)).containsExactly("10, 10, 22.5");
    assertThat(redshift.query(ENTRIES)).containsExactly("1, 1");
  }

  @Test
  void aCommitWhoseAnswerIsLostIsNotLoadedAgain() throws Exception {
    redshift.manifest(redshift.file(0, 10));
    redshift.sql.loseAnswer("COMMIT");

    try (WarehouseLoader loader = started(RedshiftFixture.DIALECT)) {
      loader.drain(LONG);
      assertThat(loader.rowsLoaded()).as("rows of the attempt that was answered").isZero();
    }

    assertThat(statements().split("\nCOPY ")).as("parts around one COPY").hasSize(2);
    assertThat(redshift.query(ROWS)).containsExactly("10, 10, 22.5");
    assertThat(redshift.query(ENTRIES)).containsExactly("1, 1");
    assertThat(redshift.manifests.list()).isEmpty();
  }

  @Test
  void triesAgainAfterASerializationError() throws Exception {
    redshift.manifest(redshift.file(0, 10));
    redshift.sql.fail("COPY", "40001", "1023 Serializable isolation violation on table");
    redshift.sql.fail("COMMIT", "40001", "1023 Serializable isolation violation on table");

    load();

    assertThat(statements().split("\nBEGIN;\nLOCK ")).as("parts around three").hasSize(4);
    assertThat(redshift.query(ROWS)).containsExactly("10, 10, 22.5");
    assertThat(redshift.query(ENTRIES)).containsExactly("1, 1");
  }

  @Test
  void addsANullableColumnLastAndLoadsABacklogOfBothSchemas() throws Exception {
    redshift.manifest(redshift.file(0, 1));
    load();
    redshift.manifest(redshift.file(1, 1));
    redshift.manifest(
        "fedcba9876543210",
        List.of("id", "amount", "note"),
        redshift.file("SELECT 2::BIGINT AS id, 1.0::DOUBLE AS amount, '' AS note"),
        redshift.file("SELECT 3::BIGINT AS id, 1.5::DOUBLE AS amount, NULL::VARCHAR AS note"));
    List<Column> wider = new ArrayList<>(LakeFixture.COLUMNS);
    wider.add(Column.of("note", ColumnType.STRING, true, Kind.FIELD, ""));
    redshift.sql.forget();

    try (WarehouseLoader loader =
        new WarehouseLoader(redshift.options(RedshiftFixture.DIALECT, wider), CLOCK)) {
      loader.start();
      loader.drain(LONG);
    }

    assertThat(redshift.query("SELECT * FROM payments ORDER BY id"))
        .containsExactly("0, 0, null", "1, 0.5, null", "2, 1, ", "3, 1.5, null");
    assertThat(statements())
        .contains("\nALTER TABLE \"payments\" ADD COLUMN \"note\" VARCHAR(65535);\n")
        .contains("\nCOPY \"payments\" (\"id\", \"amount\") FROM ")
        .contains("\nCOPY \"payments\" (\"id\", \"amount\", \"note\") FROM ");
  }

  @Test
  void refusesAColumnOfAnotherTypeUntilTheStatementIsRun() throws Exception {
    redshift.execute("CREATE TABLE payments (id VARCHAR, amount DOUBLE PRECISION)");
    redshift.manifest(redshift.file(0, 1));

    try (WarehouseLoader loader = started(RedshiftFixture.DIALECT)) {
      String statement = "ALTER TABLE \"payments\" RENAME TO \"payments_before\"";
      assertThatThrownBy(() -> loader.drain(SHORT))
          .hasMessageContaining(
              "warehouse table payments: expected column id of type BIGINT, got of type character"
                  + " varying; run "
                  + statement);
      redshift.execute(statement);
      loader.drain(LONG);
    }

    assertThat(redshift.query(ROWS)).containsExactly("1, 1, 0");
  }

  @Test
  void loadsNothingOfATransactionInWhichOneFileIsNotWhatTheManifestSays() throws Exception {
    LakeFile good = redshift.file(0, 10);
    LakeFile other = redshift.file(10, 10);
    LoadManifest bad = redshift.manifest(good, new LakeFile(other.path(), other.bytes() + 1));

    try (WarehouseLoader loader = started(RedshiftFixture.DIALECT)) {
      assertThatThrownBy(() -> loader.drain(SHORT))
          .hasMessageContaining("has not taken 1 load manifests")
          .hasMessageContaining("last failure: load manifest " + bad.id())
          .hasMessageContaining("File " + other.path() + " has " + other.bytes() + " bytes");
    }

    assertThat(redshift.query("SELECT count(*) FROM payments")).containsExactly("0");
    assertThat(redshift.query(ENTRIES)).containsExactly("0, 0");
  }

  @Test
  void keepsEveryTypeThatBothDatabasesKnow() throws Exception {
    List<Column> columns =
        List.of(
            Column.of("flag", ColumnType.BOOLEAN, true, Kind.FIELD, ""),
            Column.of("InvoiceNo", ColumnType.INT, true, Kind.FIELD, ""),
            Column.of("event_time", ColumnType.TIMESTAMP, true, Kind.FIELD, ""),
            Column.of("day", ColumnType.DATE, true, Kind.FIELD, ""),
            Column.of("order", ColumnType.STRING, true, Kind.FIELD, ""),
            Column.decimal("price", 18, 4, true, Kind.FIELD, ""));
    redshift.manifest(
        "0",
        columns.stream().map(Column::name).toList(),
        redshift.file(
            "SELECT true AS flag, 7::INTEGER AS \"InvoiceNo\","
                + " TIMESTAMPTZ '2024-03-10 06:59:59.123456+00' AS event_time,"
                + " DATE '2024-03-10' AS day, 'it''s, \"ä\"' || chr(10) || '\\.' AS \"order\","
                + " 12.3456::DECIMAL(18,4) AS price"));

    try (WarehouseLoader loader =
        new WarehouseLoader(redshift.options(RedshiftFixture.DIALECT, columns), CLOCK)) {
      loader.start();
      loader.drain(LONG);
      loader.drain(LONG);
    }
    // Columns of every type are found again as they were declared: nothing is refused or added.
    redshift.sql.forget();
    try (WarehouseLoader loader =
        new WarehouseLoader(redshift.options(RedshiftFixture.DIALECT, columns), CLOCK)) {
      loader.start();
      loader.drain(LONG);
    }

    assertThat(statements()).doesNotContain("ALTER");
    assertThat(redshift.query("SELECT * FROM payments"))
        .containsExactly("t, 7, 2024-03-10 06:59:59.123456, 2024-03-10, it's, \"ä\"\n\\., 12.3456");
  }

  @Test
  void theDriverAsksForTlsUnlessToldOtherwise() {
    Properties user = new Properties();
    user.setProperty("user", "postgres");
    user.setProperty("password", "unasked");
    assertThatThrownBy(() -> DriverManager.getConnection(redshift.url(), user))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("SSL");
  }

  @Test
  void theProxyLetsAStatementBeCancelled() throws Exception {
    try (Connection connection = redshift.connections().open();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(60)"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("cancel");
    }
  }

  @Test
  void theProxyRefusesWhatRedshiftLacks() throws Exception {
    List<String> lacking =
        List.of(
            "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING",
            "create unique index i on t (a)",
            "MERGE INTO t USING (SELECT 1 AS a) s ON t.a = s.a WHEN MATCHED THEN DELETE",
            "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED AND s.b > t.b THEN DELETE");
    redshift.execute("CREATE TABLE t (a INT, b INT)", "CREATE TABLE s (a INT, b INT)");
    try (Connection connection = redshift.connections().open();
        Statement statement = connection.createStatement()) {
      for (String sql : lacking) {
        assertThatThrownBy(() -> statement.execute(sql))
            .as(sql)
            .hasMessageContaining("Redshift has no ");
      }
      statement.execute(
          "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET b = s.b"
              + " WHEN NOT MATCHED THEN INSERT VALUES (s.a, s.b)");
    }
  }

  private void load() throws Exception {
    try (WarehouseLoader loader = started(RedshiftFixture.DIALECT)) {
      loader.drain(LONG);
    }
  }

  private WarehouseLoader started(WarehouseDialect dialect) {
    WarehouseLoader loader =
        new WarehouseLoader(redshift.options(dialect, LakeFixture.COLUMNS), CLOCK);
    loader.start();
    return loader;
  }

  /** What Redshift would have seen, without the driver's own questions. */
  private String statements() {
    StringBuilder text = new StringBuilder();
    redshift.sql.executed().forEach(sql -> text.append(sql).append(";\n"));
    return text.toString();
  }

  private static String golden(String name) throws Exception {
    try (var in = RedshiftLoadIT.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static boolean reached(CountDownLatch here, CountDownLatch mayGoOn)
      throws InterruptedException {
    here.countDown();
    return mayGoOn.await(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).as("reached in time").isTrue();
  }

  private void awaitRows(String query, String expected) throws Exception {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!redshift.query(query).equals(List.of(expected))) {
      assertThat(System.nanoTime()).as("%s is %s in time", query, expected).isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  /** The dialect as it would be if somebody took the lock away. */
  private static final class WithoutLock implements WarehouseDialect {
    private static final long serialVersionUID = 1L;

    @Override
    public Optional<String> lock(String ledger) {
      return Optional.empty();
    }

    @Override
    public List<String> prepareSession() {
      return RedshiftFixture.DIALECT.prepareSession();
    }

    @Override
    public String declaredType(TableSpec.Field field) {
      return RedshiftFixture.DIALECT.declaredType(field);
    }

    @Override
    public String catalogType(TableSpec.Field field) {
      return RedshiftFixture.DIALECT.catalogType(field);
    }

    @Override
    public Optional<byte[]> copyManifest(List<LakeFile> files) {
      return RedshiftFixture.DIALECT.copyManifest(files);
    }

    @Override
    public String load(
        String table, List<String> columns, List<LakeFile> files, String copyManifest) {
      return RedshiftFixture.DIALECT.load(table, columns, files, copyManifest);
    }

    @Override
    public Optional<String> lastLoadCount() {
      return RedshiftFixture.DIALECT.lastLoadCount();
    }

    @Override
    public Optional<String> rowCounts(List<LakeFile> files) {
      return RedshiftFixture.DIALECT.rowCounts(files);
    }
  }
}
