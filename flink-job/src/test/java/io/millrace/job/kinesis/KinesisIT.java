package io.millrace.job.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.source.KinesisSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole topology over a stream in Kinesis, to the rows of the warehouse. */
@Timeout(300)
class KinesisIT {
  /** Longer than a test may stand still on a busy machine between two events or shards. */
  private static final Duration SHARD_IDLE = Duration.ofSeconds(3);

  /**
   * Longer than a reshard may take there: in a silence, windows go on by the clock, and what comes
   * after it is too late for those that are over.
   */
  private static final Duration RESHARD_IDLE = Duration.ofSeconds(12);

  private static final Duration NEVER = Duration.ofHours(1);

  @RegisterExtension static final KinesisServer SERVER = new KinesisServer();

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static Clicks.Endpoint endpoint;

  @TempDir Path folder;

  private MiniCluster cluster;
  private KinesisStream stream;
  private ExpectedClicks clicks;
  private ClicksRun run;
  private RunningJob job;

  @BeforeAll
  static void startEndpoint() throws Exception {
    endpoint = new Clicks.Endpoint();
  }

  @AfterAll
  static void stopEndpoint() {
    endpoint.close();
  }

  @BeforeEach
  void createStream(@InjectMiniCluster MiniCluster miniCluster) throws Exception {
    cluster = miniCluster;
    stream = SERVER.kinesis().createStream(2);
    clicks = new ExpectedClicks(stream);
    run = new ClicksRun(folder, endpoint.url());
  }

  @AfterEach
  void stopJob() throws Exception {
    if (job != null) {
      job.close();
    }
    if (run != null) {
      run.close();
    }
  }

  @Test
  void writesEveryEventOfTwoShardsWithItsOrigin() throws Exception {
    for (int i = 0; i < 30; i++) {
      clicks.put(i % 2, "click" + i, i * 100, "customer" + i % 3, i);
    }
    clicks.put(0, "click0", 3000, "customer0", 0); // a duplicate
    clicks.put(1, "negative", 3000, "customer1", -1);
    clicks.putMalformed(0, "not a click");
    start(SHARD_IDLE);

    assertEverything();
  }

  @Test
  void marksNothingLateByAReshardWhileItReads() throws Exception {
    start(RESHARD_IDLE);
    for (int i = 0; i < 20; i++) {
      clicks.put(i % 2, "a" + i, i * 100, "customer" + i % 3, i);
    }
    stream.split(0);
    for (int i = 20; i < 50; i++) {
      clicks.put(i % 3, "b" + i, i * 100, "customer" + i % 3, i);
    }
    stream.mergeWithNext(1);
    for (int i = 50; i < 70; i++) {
      clicks.put(i % 2, "c" + i, i * 100, "customer" + i % 3, i);
    }

    assertEverything();
  }

  @Test
  void goesOnFromACheckpointWithoutLossOrRepetition() throws Exception {
    start(NEVER);
    for (int i = 0; i < 40; i++) {
      clicks.put(i % 2, "a" + i, i * 100, "customer" + i % 3, i);
    }
    String checkpoint = awaitCommitted(run::rows, 30);
    stream.split(1);
    clicks.put(0, "a1", 4000, "customer1", 1); // a duplicate of one that is written
    // and of one that may wait in a buffer; of the same shard, or either could arrive first
    clicks.put(0, "a38", 4000, "customer2", 38);
    for (int i = 40; i < 60; i++) {
      clicks.put(i % 3, "b" + i, i * 100, "customer" + i % 3, i);
    }
    TimeUnit.SECONDS.sleep(1); // for the job to read on, and write what it does not commit
    job.close();

    start(SHARD_IDLE, checkpoint);
    assertEverything();
  }

  @Test
  void closesWindowsWhileOneShardIsSilent() throws Exception {
    start(SHARD_IDLE);
    AtomicBoolean enough = new AtomicBoolean();
    // Beside the checkpoints, for were they to hold it up, the other shard would be silent too.
    CompletableFuture<Void> feeder =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; !enough.get(); i++) {
                clicks.put(0, String.format("click%04d", i), i * 50, "customer" + i % 3, i);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
              }
            });
    awaitCommitted(run::rows, 1);
    awaitCommitted(run::quality, 1);
    enough.set(true);
    feeder.get();

    assertEverything();
  }

  @Test
  void emptiesBuffersAndWindowsWhenAllShardsAreSilent() throws Exception {
    clicks.put(0, "first", 0, "customer0", 1);
    clicks.put(1, "second", 100, "customer0", 2);
    clicks.put(1, "third", 1900, "customer0", 3);
    start(SHARD_IDLE);

    assertEverything();
  }

  @Test
  void movesNoWatermarkByADeviceWhoseClockIsYearsAhead() throws Exception {
    clicks.put(0, "before", 0, "customer0", 1);
    clicks.putAhead(0, "ahead");
    clicks.putAhead(1, "too");
    clicks.put(0, "after", 500, "customer0", 2);
    clicks.put(1, "other", 300, "customer0", 4);
    clicks.put(1, "last", 1100, "customer0", 8);
    start(SHARD_IDLE);

    assertEverything();
  }

  private void start(Duration shardIdle) throws Exception {
    start(shardIdle, null);
  }

  private void start(Duration shardIdle, String checkpoint) throws Exception {
    KinesisSettings settings =
        KinesisSettings.ofName(stream.name(), KinesisLocal.REGION)
            .endpoint(SERVER.kinesis().endpoint())
            .shardIdle(shardIdle)
            .discovery(Duration.ofMillis(300))
            .build();
    job = run.start(cluster, settings, checkpoint);
  }

  /** Waits until all that was put has come out everywhere, and compares it. */
  private void assertEverything() throws Exception {
    awaitCommitted(run::rows, clicks.rows().size());
    awaitCommitted(run::quality, clicks.quality().size());
    assertThat(run.rows()).isEqualTo(clicks.rows());
    assertThat(run.quality()).isEqualTo(clicks.quality());
    assertThat(run.deadLetters()).isEqualTo(clicks.deadLetters());
    assertThat(run.quarantined()).isEqualTo(clicks.quarantined());
  }

  /**
   * Makes checkpoints, with which output becomes visible, until there are so many lines of it.
   *
   * @return the last checkpoint
   */
  private String awaitCommitted(Supplier<List<String>> output, int lines) throws Exception {
    String checkpoint = job.checkpoint();
    while (output.get().size() < lines) {
      checkpoint = job.checkpoint();
      long next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
      while (output.get().size() < lines && System.nanoTime() < next) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    return checkpoint;
  }
}
