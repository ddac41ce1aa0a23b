package io.millrace.job.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.job.source.KinesisSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Watermarks of a stream in Kinesis, seen by the windows of {@link WindowJob}. */
@Timeout(60)
class KinesisIT {
  private static final Duration SHARD_IDLE = Duration.ofMillis(800);
  private static final Duration NEVER = Duration.ofHours(1);

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static KinesisLocal kinesis;

  @TempDir Path checkpoints;

  /** Every event of a test, by window, as the windows are to hold them. */
  private final TreeMap<Long, TreeSet<String>> expected = new TreeMap<>();

  private KinesisStream stream;
  private String job;
  private JobClient running;

  @BeforeAll
  static void startKinesis() throws Exception {
    Optional<String> missing = KinesisLocal.missing();
    missing.ifPresent(System.err::println);
    assumeTrue(missing.isEmpty(), missing::get);
    kinesis = KinesisLocal.start();
  }

  @AfterAll
  static void stopKinesis() throws Exception {
    if (kinesis != null) {
      kinesis.close();
    }
  }

  @BeforeEach
  void createStream(TestInfo test) throws Exception {
    job = test.getTestMethod().orElseThrow().getName() + System.nanoTime();
    stream = kinesis.createStream(job.substring(Math.max(0, job.length() - 60)), 2);
  }

  @AfterEach
  void cancelJob() throws Exception {
    if (running != null) {
      cancel();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void keepsAShardThatIsReadLateInFrontOfTheWatermark(int parallelism) throws Exception {
    put(0, LineDecoder.SLOW, 0);
    for (int i = 1; i <= 40; i++) {
      put(0, "a" + i, i * 100);
      put(1, "b" + i, i * 100);
    }
    start(settings(SHARD_IDLE), parallelism);

    awaitAllWindows();
    assertThat(output().behind).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void readsOnThroughReshardsWithNothingBehindTheWatermark(int parallelism) throws Exception {
    start(settings(SHARD_IDLE), parallelism);
    int time = 0;
    for (int i = 0; i < 20; i++) {
      put(i % 2, "two" + i, time += 100);
    }
    stream.split(0);
    for (int i = 0; i < 30; i++) {
      put(i % 3, "three" + i, time += 100);
    }
    stream.mergeWithNext(1);
    for (int i = 0; i < 20; i++) {
      put(i % 2, "again" + i, time += 100);
    }

    awaitAllWindows();
    assertThat(output().behind).isEmpty();
    assertThat(output().deadLetters).isEmpty();
  }

  @Test
  void waitsForTheChildrenOfItsLastShard() throws Exception {
    stream.mergeWithNext(0);
    // Long enough for a watermark that did not wait to get far beyond the children's events.
    start(settings(SHARD_IDLE, Duration.ofMillis(1500)), 1);
    put(0, "before", 0);
    put(0, "end", 1500);
    awaitTrue(() -> output().read.size() == 2);
    stream.split(0);
    put(0, "left", 1600);
    put(1, "right", 1600);

    awaitAllWindows();
    assertThat(output().windows).containsExactly("0: before", "1: end left right");
    assertThat(output().behind).isEmpty();
  }

  @Test
  void closesWindowsWhileOneShardIsSilent() throws Exception {
    start(settings(SHARD_IDLE), 1);
    for (int i = 0; output().windows.isEmpty(); i++) {
      put(0, "e" + String.format("%03d", i), i * 50);
      TimeUnit.MILLISECONDS.sleep(20);
    }

    awaitAllWindows();
    assertThat(output().behind).isEmpty();
  }

  @Test
  void closesWindowsWhileOneShardBringsDeadLettersOnly() throws Exception {
    start(settings(SHARD_IDLE), 1);
    int deadLetters = 0;
    for (int i = 0; output().windows.isEmpty(); i++) {
      put(0, "e" + String.format("%03d", i), i * 50);
      stream.put(1, "not an event");
      deadLetters++;
      TimeUnit.MILLISECONDS.sleep(20);
    }

    awaitAllWindows();
    assertThat(output().behind).isEmpty();
    assertThat(output().deadLetters).hasSize(deadLetters).containsOnly("MALFORMED");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void closesEveryWindowWhenAllShardsAreSilent(int parallelism) throws Exception {
    put(0, "a", 0);
    put(0, "b", 900);
    put(1, "c", 1000);
    put(1, "d", 1950);
    start(settings(SHARD_IDLE), parallelism);

    awaitAllWindows();
    assertThat(output().windows).containsExactly("0: a b", "1: c d");
  }

  @Test
  void closesWindowsOfBeforeARestartThoughNothingComesAfterIt() throws Exception {
    put(0, "a", 0);
    put(1, "b", 950);
    start(settings(NEVER), 2);
    awaitTrue(() -> output().read.size() == 2);
    String checkpoint = checkpoint();
    cancel();
    assertThat(output().windows).isEmpty();

    job += "-restarted";
    start(settings(SHARD_IDLE), 2, checkpoint);
    awaitAllWindows();
    assertThat(output().read).isEmpty();
  }

  @Test
  void readsEveryRecordOnceAcrossARestartFromACheckpoint() throws Exception {
    for (int i = 0; i <= 25; i++) {
      put(i % 2, "first" + i, i * 100);
    }
    start(settings(NEVER), 2);
    awaitTrue(() -> output().read.size() == 26 && output().windows.size() == 2);
    String checkpoint = checkpoint();
    stream.split(1);
    for (int i = 26; i <= 45; i++) {
      put(i % 3, "then" + i, i * 100);
    }
    awaitTrue(() -> output().read.size() == 46);
    cancel();

    expected.remove(0L);
    expected.remove(1L);
    job += "-restarted";
    start(settings(SHARD_IDLE), 2, checkpoint);
    awaitAllWindows();
    assertThat(output().read).hasSize(20).allMatch(id -> id.startsWith("then"));
    assertThat(output().behind).isEmpty();
  }

  @Test
  void movesNoWatermarkByADeviceWhoseClockIsYearsAhead() throws Exception {
    put(0, "a", 0);
    stream.put(0, LineDecoder.ahead("future"));
    stream.put(1, LineDecoder.ahead("future"));
    put(1, "b", 0);
    start(settings(NEVER), 1);
    awaitTrue(() -> output().deadLetters.size() == 2 && output().read.size() == 2);
    put(0, "c", 500);
    put(1, "d", 500);
    put(0, "e", 1250);
    put(1, "f", 1250);

    awaitTrue(() -> !output().windows.isEmpty());
    assertThat(output().windows).containsExactly("0: a b c d");
    assertThat(output().behind).isEmpty();
    assertThat(output().deadLetters).containsExactly("TIME_AHEAD", "TIME_AHEAD");
  }

  private KinesisSettings settings(Duration shardIdle) {
    return settings(shardIdle, Duration.ofMillis(300));
  }

  private KinesisSettings settings(Duration shardIdle, Duration discovery) {
    return KinesisSettings.ofName(stream.name(), KinesisLocal.REGION)
        .endpoint(kinesis.endpoint())
        .shardIdle(shardIdle)
        .discovery(discovery)
        .build();
  }

  private void put(int shard, String id, long millis) {
    expected.computeIfAbsent(millis / 1000, unknown -> new TreeSet<>()).add(id);
    stream.put(shard, LineDecoder.event(id, millis));
  }

  private void start(KinesisSettings settings, int parallelism) throws Exception {
    start(settings, parallelism, null);
  }

  private void start(KinesisSettings settings, int parallelism, String checkpoint)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.setString("execution.checkpointing.dir", checkpoints.toUri().toString());
    configuration.setString(
        "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    configuration.setString("execution.checkpointing.interval", "1h");
    configuration.setString("pipeline.generic-types", "false");
    if (checkpoint != null) {
      configuration.setString("execution.state-recovery.path", checkpoint);
    }
    running = WindowJob.define(job, settings, parallelism, configuration).executeAsync(job);
  }

  private String checkpoint() throws Exception {
    MiniCluster cluster = miniCluster;
    return cluster.triggerCheckpoint(running.getJobID()).get();
  }

  private MiniCluster miniCluster;

  @BeforeEach
  void cluster(@InjectMiniCluster MiniCluster cluster) {
    miniCluster = cluster;
  }

  private void cancel() throws Exception {
    running.cancel().get();
    awaitTrue(() -> running.getJobStatus().join().isGloballyTerminalState());
    running = null;
  }

  private WindowJob.Output output() {
    return WindowJob.output(job);
  }

  private void awaitAllWindows() throws Exception {
    awaitTrue(() -> output().windows.size() >= expected.size());
    assertThat(output().windows)
        .containsExactlyElementsOf(
            expected.entrySet().stream()
                .map(window -> window.getKey() + ": " + String.join(" ", window.getValue()))
                .collect(Collectors.toList()));
  }

  private void awaitTrue(BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (running.getJobStatus().get().isTerminalState()) {
        running.getJobExecutionResult().get();
      }
      assertThat(System.nanoTime() < deadline)
          .as(
              "waited 20 s; windows %s, read %s, dead letters %s",
              output().windows, output().read, output().deadLetters)
          .isTrue();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
