package io.millrace.job.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.source.KinesisSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The watermarks of a stream in Kinesis, seen by the windows of {@link WindowJob}. */
@Timeout(150)
class KinesisEventsIT {
  private static final Duration SHARD_IDLE = Duration.ofMillis(800);

  /** Longer than this test may stand still on a busy machine between two events. */
  private static final Duration LONG_SHARD_IDLE = Duration.ofSeconds(3);

  private static final Duration NEVER = Duration.ofHours(1);

  @RegisterExtension static final KinesisServer SERVER = new KinesisServer();

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  @TempDir Path checkpoints;

  /** Ids of the events that were put, by the second of their window. */
  private final TreeMap<Long, TreeSet<String>> put = new TreeMap<>();

  private MiniCluster cluster;
  private KinesisStream stream;
  private String job;
  private RunningJob running;

  @BeforeEach
  void createStream(TestInfo test, @InjectMiniCluster MiniCluster miniCluster) throws Exception {
    cluster = miniCluster;
    job = test.getTestMethod().orElseThrow().getName() + test.getDisplayName();
    stream = SERVER.kinesis().createStream(2);
  }

  @AfterEach
  void stopJob() throws Exception {
    if (running != null) {
      running.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void waitsForAShardThatIsReadLate(int parallelism) throws Exception {
    put(0, LineDecoder.SLOW, 0);
    for (int i = 1; i <= 40; i++) {
      put(0, "a" + i, i * 100);
      put(1, "b" + i, i * 100);
    }
    start(settings(SHARD_IDLE), parallelism, null);

    awaitAllWindows();
    assertThat(output().behind).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void waitsForTheChildrenOfReshardsWhileItReadsOn(int parallelism) throws Exception {
    start(settings(NEVER), parallelism, null);
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
    closeWindows(2, time);

    awaitAllWindows();
    assertThat(output().behind).isEmpty();
  }

  @Test
  void waitsForTheChildrenOfItsLastShard() throws Exception {
    stream.mergeWithNext(0);
    // Long enough for a watermark that did not wait to get far beyond the children's events.
    start(settings(NEVER, Duration.ofMillis(1500)), 1, null);
    put(0, "before", 0);
    put(0, "end", 1500);
    await(() -> output().read.size() == 2);
    stream.split(0);
    put(0, "left", 1600);
    put(1, "right", 1600);
    closeWindows(2, 1600);

    awaitAllWindows();
    assertThat(output().behind).isEmpty();
  }

  @Test
  void closesWindowsWhileOneShardIsSilent() throws Exception {
    start(settings(LONG_SHARD_IDLE), 1, null);
    for (int i = 0; output().windows.isEmpty(); i++) {
      put(0, String.format("e%04d", i), i * 50);
      TimeUnit.MILLISECONDS.sleep(20);
    }

    awaitAllWindows();
    assertThat(output().behind).isEmpty();
  }

  @Test
  void closesWindowsWhileOneShardBringsDeadLettersOnly() throws Exception {
    start(settings(LONG_SHARD_IDLE), 1, null);
    int deadLetters = 0;
    for (int i = 0; output().windows.isEmpty(); i++) {
      put(0, String.format("e%04d", i), i * 50);
      stream.put(1, "not an event");
      deadLetters++;
      TimeUnit.MILLISECONDS.sleep(20);
    }

    awaitAllWindows();
    assertThat(output().behind).isEmpty();
    assertThat(output().deadLetters).hasSize(deadLetters).containsOnly("MALFORMED");
  }

  @Test
  void closesEveryWindowWhenAllShardsOfAllSubtasksAreSilent() throws Exception {
    put(0, "a", 0);
    put(0, "b", 900);
    put(1, "c", 1000);
    put(1, "d", 1950);
    start(settings(SHARD_IDLE), 2, null);

    awaitAllWindows();
  }

  @Test
  void closesWindowsOfBeforeARestartThoughNothingComesAfterIt() throws Exception {
    put(0, "a", 0);
    put(1, "b", 950);
    start(settings(NEVER), 2, null);
    await(() -> output().read.size() == 2);
    String checkpoint = running.checkpoint();
    running.close();
    assertThat(output().windows).isEmpty();

    job += "-restarted";
    start(settings(SHARD_IDLE), 2, checkpoint);
    awaitAllWindows();
    assertThat(output().read).isEmpty();
  }

  @Test
  void readsEveryRecordOnceAcrossARestartAndAReshard() throws Exception {
    for (int i = 0; i <= 25; i++) {
      put(i % 2, "first" + i, i * 100);
    }
    start(settings(NEVER), 2, null);
    await(() -> output().read.size() == 26 && output().windows.size() == 2);
    String checkpoint = running.checkpoint();
    stream.split(1);
    for (int i = 26; i <= 45; i++) {
      put(i % 3, "then" + i, i * 100);
    }
    await(() -> output().read.size() == 46);
    running.close();

    put.headMap(2L).clear(); // those windows were closed before the checkpoint
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
    start(settings(NEVER), 1, null);
    await(() -> output().deadLetters.size() == 2 && output().read.size() == 2);
    put(0, "c", 500);
    put(1, "d", 500);
    put(0, "e", 1250);
    put(1, "f", 1250);

    await(() -> !output().windows.isEmpty());
    assertThat(output().windows).containsExactly("0: a b c d");
    assertThat(output().behind).isEmpty();
    assertThat(output().deadLetters).containsExactly("TIME_AHEAD", "TIME_AHEAD");
  }

  private KinesisSettings settings(Duration shardIdle) {
    return settings(shardIdle, Duration.ofMillis(300));
  }

  private KinesisSettings settings(Duration shardIdle, Duration discovery) {
    return KinesisSettings.ofName(stream.name(), KinesisLocal.REGION)
        .endpoint(SERVER.kinesis().endpoint())
        .shardIdle(shardIdle)
        .discovery(discovery)
        .build();
  }

  private void put(int shard, String id, long millis) {
    put.computeIfAbsent(millis / 1000, unknown -> new TreeSet<>()).add(id);
    stream.put(shard, LineDecoder.event(id, millis));
  }

  /** Moves every open shard so far on that the windows up to here close. */
  private void closeWindows(int shards, long millis) {
    for (int shard = 0; shard < shards; shard++) {
      stream.put(shard, LineDecoder.event("close", millis + 1500));
    }
  }

  private void start(KinesisSettings settings, int parallelism, String checkpoint)
      throws Exception {
    StreamExecutionEnvironment env = RunningJob.environment(checkpoints, parallelism, checkpoint);
    WindowJob.define(env, job, settings);
    running = RunningJob.start(cluster, env);
  }

  private WindowJob.Output output() {
    return WindowJob.output(job);
  }

  private void await(BooleanSupplier condition) throws Exception {
    running.await(condition, () -> output().windows + " of " + output().read);
  }

  private void awaitAllWindows() throws Exception {
    await(() -> output().windows.size() >= put.size());
    List<String> expected =
        put.entrySet().stream()
            .map(window -> window.getKey() + ": " + String.join(" ", window.getValue()))
            .collect(Collectors.toList());
    assertThat(output().windows).containsExactlyElementsOf(expected);
  }
}
