package io.millrace.job.warehouse;

import static io.millrace.job.warehouse.RedshiftFixture.LONG;
import static io.millrace.job.warehouse.RedshiftFixture.ROWS;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.lake.LakeFile;
import io.millrace.job.lake.LoadManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The load of the warehouse, through Redshift's own driver, in the transactions of PostgreSQL. */
class RedshiftLoadIT {
  private static final String ENTRIES =
      "SELECT count(*), count(DISTINCT file_path) FROM load_ledger";

  @RegisterExtension final RedshiftExtension postgres = new RedshiftExtension();
  private RedshiftFixture redshift;

  @BeforeEach
  void open() {
    redshift = postgres.fixture();
  }

  @Test
  void locksSkipsCopiesAndEntersInOneTransaction() throws Exception {
    LoadManifest manifest = redshift.manifest(redshift.file(0, 10), redshift.file(10, 5));

    redshift.load();

    assertThat(redshift.statements()).isEqualTo(Golden.text("redshift-load.sql"));
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
                            "2024-05-01 12:30:00",
                            "null",
                            "null"))
                .toList());
    assertThat(redshift.manifests.list()).isEmpty();
  }

  @Test
  void oneOfTwoLoadersWaitsForTheOtherAndThenFindsNothingToDo() throws Exception {
    redshift.manifest(redshift.file(0, 10));
    redshift.load(); // the tables are there: only the transactions compete
    redshift.manifest(redshift.file(10, 10));
    CountDownLatch copying = new CountDownLatch(1);
    CountDownLatch mayCopy = new CountDownLatch(1);
    redshift.sql.before("COPY", () -> reached(copying, mayCopy));

    try (WarehouseLoader first = redshift.started(RedshiftFixture.DIALECT)) {
      await(copying);
      try (WarehouseLoader second = redshift.started(RedshiftFixture.DIALECT)) {
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

    try (WarehouseLoader first = redshift.started(new WithoutLock())) {
      await(copied);
      try (WarehouseLoader second = redshift.started(new WithoutLock())) {
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

    try (WarehouseLoader zombie = redshift.started(RedshiftFixture.DIALECT)) {
      await(asleep);
      redshift.load();
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

    try (WarehouseLoader zombie = redshift.started(RedshiftFixture.DIALECT)) {
      await(asleep);
      // A warehouse ends sessions that sleep in a transaction; until then others wait.
      assertThat(
              redshift.query(
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                      + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                      + " AND query = 'COMMIT'"))
          .containsExactly("t");
      redshift.load();
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
          atCrash.add(redshift.statements());
          return false;
        });

    redshift.load();

    assertThat(atCrash).singleElement().asString().contains("\nCOPY ").endsWith("\nCOMMIT;\n");
    assertThat(redshift.statements().split("\nCOPY ")).as("parts around two COPYs").hasSize(3);
    assertThat(redshift.query(ROWS)).containsExactly("10, 10, 22.5");
    assertThat(redshift.query(ENTRIES)).containsExactly("1, 1");
  }

  @Test
  void aCommitWhoseAnswerIsLostIsNotLoadedAgain() throws Exception {
    redshift.manifest(redshift.file(0, 10));
    redshift.sql.loseAnswer("COMMIT");

    try (WarehouseLoader loader = redshift.started(RedshiftFixture.DIALECT)) {
      loader.drain(LONG);
      assertThat(loader.rowsLoaded()).as("rows of the attempt that was answered").isZero();
    }

    assertThat(redshift.statements().split("\nCOPY ")).as("parts around one COPY").hasSize(2);
    assertThat(redshift.query(ROWS)).containsExactly("10, 10, 22.5");
    assertThat(redshift.query(ENTRIES)).containsExactly("1, 1");
    assertThat(redshift.manifests.list()).isEmpty();
  }

  @Test
  void triesAgainAfterASerializationError() throws Exception {
    redshift.manifest(redshift.file(0, 10));
    redshift.sql.fail("COPY", "40001", "1023 Serializable isolation violation on table");
    redshift.sql.fail("COMMIT", "40001", "1023 Serializable isolation violation on table");

    redshift.load();

    assertThat(redshift.statements().split("\nBEGIN;\nLOCK ")).as("parts around three").hasSize(4);
    assertThat(redshift.query(ROWS)).containsExactly("10, 10, 22.5");
    assertThat(redshift.query(ENTRIES)).containsExactly("1, 1");
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
