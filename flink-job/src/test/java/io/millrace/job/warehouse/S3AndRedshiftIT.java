package io.millrace.job.warehouse;

import static io.millrace.job.warehouse.RedshiftFixture.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.Run;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.lake.CommitStep;
import io.millrace.job.lake.CommitSteps;
import io.millrace.job.testing.DuckDb;
import io.millrace.job.testing.PurchasesJob;
import io.millrace.job.testing.SteppedSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole job between its real ends: an S3 server, which Flink writes to by multipart uploads and
 * COPY reads from, and Redshift's driver on a database with real transactions. Whatever breaks,
 * both hold what a job on the local disk wrote that nobody disturbed.
 */
class S3AndRedshiftIT {
  private static final int EVENTS = 600;
  private static final int STRETCHES = 2;
  private static final int MANY_RESTARTS = 1_000;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setConfiguration(
                  new Configuration()
                      .set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(500))
                      .set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(5)))
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  @TempDir private static Path folder;
  private static S3Server s3;
  private static long seed;
  private static List<String> records;

  @RegisterExtension final RedshiftExtension postgres = new RedshiftExtension();
  private RedshiftFixture redshift;
  private RedshiftProxy proxy;
  private SteppedSource source;
  private String out;
  private String feed;

  @BeforeAll
  static void startS3AndRunUndisturbed() throws Exception {
    seed = Long.getLong("millrace.seed", System.nanoTime());
    records = PurchasesJob.records(new Random(seed), EVENTS);
    s3 = S3Server.start(folder.resolve("downloads"));
    SteppedSource undisturbed = new SteppedSource("whole-" + seed, records.size());
    undisturbed.allow(Integer.MAX_VALUE);
    new PurchasesJob(undisturbed, records, whole().toUri().toString())
        .of(joiningFiles())
        .start()
        .getJobExecutionResult()
        .get(2, TimeUnit.MINUTES);
  }

  private static Path whole() {
    return folder.resolve("whole");
  }

  @AfterAll
  static void stopS3() {
    BucketFolder.uninstall();
    s3.close();
  }

  @BeforeEach
  void open(TestInfo test, TestReporter report) throws Exception {
    report.publishEntry("seed", String.valueOf(seed));
    Watcher.reset();
    Doors.open = true;
    redshift = postgres.fixture();
    proxy = redshift.proxy(s3);
    String name = test.getTestMethod().orElseThrow().getName();
    source = new SteppedSource(name + seed, records.size());
    String database = "feed_" + name.toLowerCase(Locale.ROOT);
    redshift.execute("DROP DATABASE IF EXISTS " + database, "CREATE DATABASE " + database);
    feed = postgres.postgres().getJdbcUrl("postgres", database);
    out = "s3://" + S3Server.BUCKET + '/' + name;
  }

  @AfterEach
  void close() throws Exception {
    proxy.close();
  }

  @Test
  void survivesAnS3ThatAnswers500And503AndAWarehouseThatIsDown() throws Exception {
    try (S3Faults faults = new S3Faults(s3.port(), seed)) {
      S3Server.install(faults.port());
      PurchasesJob purchases = job(MANY_RESTARTS);
      JobClient job = purchases.start();
      faults.fail(0.08);
      for (int stretch = 1; stretch <= STRETCHES; stretch++) {
        Doors.open = stretch % 2 == 1;
        int commits = Watcher.count(CommitStep.BEFORE_TOLD, "lake");
        source.allow(EVENTS / STRETCHES / 2);
        // The lake goes on, whether or not the warehouse answers.
        Watcher.await(CommitStep.BEFORE_TOLD, "lake", commits + 1);
      }
      Doors.open = true;
      source.allow(Integer.MAX_VALUE);
      job.getJobExecutionResult().get(2, TimeUnit.MINUTES);
      faults.fail(0);
      assertThat(faults.injected().keySet())
          .as("seed %d", seed)
          .containsExactlyInAnyOrder(
              "500 instead", "503 instead", "500 after it was done", "503 after it was done");
      check(purchases);
    }
  }

  @Test
  void aCommitterOfALostTaskManagerThatWakesUpLateChangesNothing(
      @InjectMiniCluster MiniCluster cluster) throws Exception {
    S3Server.install(s3.port());
    // One restart, for the task manager: joining files in S3 takes none.
    PurchasesJob purchases = job(1);
    JobClient job = purchases.start();
    source.allow(EVENTS / 3);
    Watcher.await(CommitStep.BEFORE_TOLD, "lake", 1);

    // The next commit stops before its files, and its task manager is lost meanwhile.
    CountDownLatch zombie = Watcher.holdNext(CommitStep.BEFORE_FILES, "lake");
    source.allow(EVENTS / 3);
    Watcher.awaitHeld();
    cluster.terminateTaskManager(0);
    cluster.startTaskManager();
    source.allow(Integer.MAX_VALUE);
    job.getJobExecutionResult().get(2, TimeUnit.MINUTES);

    int commits = Watcher.count(CommitStep.BEFORE_TOLD, "lake");
    zombie.countDown();
    Watcher.await(CommitStep.BEFORE_TOLD, "lake", commits + 1);
    check(purchases);
  }

  /** Each partition has the files of two writers, which become one before they are visible. */
  private static PipelineFiles joiningFiles() {
    PipelineFiles files = PurchasesJob.FILES;
    Map<String, byte[]> changed = new HashMap<>();
    files.names().forEach(name -> changed.put(name, files.bytes(name)));
    changed.put(
        PipelineFiles.PIPELINE,
        files
            .text(PipelineFiles.PIPELINE)
            .replace("lake:\n", "lake:\n  writers: all\n  compact: true\n")
            .getBytes(StandardCharsets.UTF_8));
    return PipelineFiles.of("joining", changed);
  }

  private PurchasesJob job(int restarts) {
    String url = "jdbc:redshift://127.0.0.1:" + proxy.port() + "/postgres";
    ConnectionFactory connections = Doors.before(RedshiftFixture.connections(proxy));
    return new PurchasesJob(source, records, out)
        .of(joiningFiles())
        .parallelism(2)
        .restarts(restarts)
        .with(
            run ->
                run.steps(new Watcher())
                    .warehouse(url, RedshiftFixture.DIALECT, connections)
                    .feed(new JdbcConnections(feed)));
  }

  /** Loads what waits, and holds both ends against a job that nobody disturbed. */
  private void check(PurchasesJob purchases) throws Exception {
    Run run = purchases.run();
    try (WarehouseLoader loader =
        new WarehouseLoader(run.loaderOptions().orElseThrow(), Clock.systemUTC())) {
      loader.start();
      loader.drain(LONG);
    }
    Path found = folder.resolve(out.substring(out.lastIndexOf('/') + 1));
    BothEnds.download(out, found);
    Map<String, List<String>> outputs = PurchasesJob.outputs(whole());
    assertThat(outputs.values()).noneMatch(List::isEmpty);
    assertThat(PurchasesJob.outputs(found)).as("seed %d", seed).isEqualTo(outputs);
    assertThat(BothEnds.warehouse(redshift))
        .as("seed %d", seed)
        .isEqualTo(BothEnds.lake(whole().resolve("lake")));
    assertThat(run.loaderOptions().orElseThrow().manifests().list()).isEmpty();
    assertToldOfTheRun(run);
  }

  /** The warehouse alone says how the run stands, and so does what is fed as it comes. */
  private void assertToldOfTheRun(Run run) throws Exception {
    Object written = redshift.rows("SELECT count(*) FROM purchases").get(0).get(0);
    List<Object> complete =
        List.of(
            run.events().start().getRun().getRunId().toString(),
            "COMPLETE",
            (long) EVENTS,
            written,
            0L);
    String told =
        "SELECT run_id, status, \"read\", written,"
            + " \"read\" - dead_lettered - quarantined - duplicates - written FROM runs_latest";
    assertThat(redshift.rows(told)).as("seed %d", seed).containsExactly(complete);
    assertThat(DuckDb.query(feed, told)).as("seed %d", seed).containsExactly(complete);
    assertThat(redshift.query("SELECT count(*) - count(DISTINCT revision) FROM runs"))
        .as("seed %d", seed)
        .containsExactly("0");
  }

  /** The way to the warehouse, which may be shut. */
  private static final class Doors {
    static volatile boolean open = true;

    static ConnectionFactory before(ConnectionFactory connections) {
      return () -> {
        if (!open) {
          throw new SQLException("the warehouse is down");
        }
        return connections.open();
      };
    }
  }

  /** Counts the steps of commits, and holds one of them; shared by all copies in this process. */
  private static final class Watcher implements CommitSteps {
    private static final long serialVersionUID = 1L;
    private static final Map<String, AtomicInteger> COUNTS = new ConcurrentHashMap<>();
    private static volatile String holding;
    private static volatile CountDownLatch held;
    private static volatile CountDownLatch mayGoOn;

    static void reset() {
      COUNTS.clear();
      holding = null;
    }

    static CountDownLatch holdNext(CommitStep step, String output) {
      held = new CountDownLatch(1);
      mayGoOn = new CountDownLatch(1);
      holding = step + output;
      return mayGoOn;
    }

    static void awaitHeld() throws InterruptedException {
      assertThat(held.await(60, TimeUnit.SECONDS)).as("a commit is held").isTrue();
    }

    static int count(CommitStep step, String output) {
      return COUNTS.computeIfAbsent(step + output, none -> new AtomicInteger()).get();
    }

    static void await(CommitStep step, String output, int count) throws InterruptedException {
      long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      while (count(step, output) < count) {
        assertThat(System.nanoTime()).as("%s of %s comes", step, output).isLessThan(deadline);
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }

    @Override
    public void at(CommitStep step, String output) {
      boolean hold;
      synchronized (Watcher.class) {
        hold = (step + output).equals(holding);
        holding = hold ? null : holding;
      }
      if (hold) {
        CountDownLatch release = mayGoOn;
        held.countDown();
        awaitUninterrupted(release);
      }
      COUNTS.computeIfAbsent(step + output, none -> new AtomicInteger()).incrementAndGet();
    }

    /** A zombie does not hear that it was cancelled. */
    private static void awaitUninterrupted(CountDownLatch release) {
      while (true) {
        try {
          release.await();
          return;
        } catch (InterruptedException e) {
          // Goes on waiting.
        }
      }
    }
  }
}
