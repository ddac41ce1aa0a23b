package io.millrace.cli.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointStatsCounts;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OptionalFailure;
import org.apache.flink.util.SerializedValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink in this process, set up as the managed service runs it: RocksDB, exactly-once checkpoints,
 * restarts after failures.
 */
public final class LocalCluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);
  private static final int RESTARTS = 3;
  private static final Duration RESTART_DELAY = Duration.ofSeconds(1);
  private static final Duration POLL = Duration.ofMillis(250);

  /** How long a savepoint may be in coming after its job has ended. */
  private static final Duration SAVEPOINT_PATIENCE = Duration.ofSeconds(10);

  private static final MemorySize ROCKSDB_MEMORY = MemorySize.ofMebiBytes(512);

  private final Configuration config;
  private final MiniCluster cluster;

  private LocalCluster(Configuration config, MiniCluster cluster) {
    this.config = config;
    this.cluster = cluster;
  }

  /**
   * Starts a cluster.
   *
   * @param checkpoints folder of the checkpoints
   */
  public static LocalCluster start(int parallelism, Path checkpoints, Duration interval)
      throws Exception {
    Configuration config = new Configuration();
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
    config.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    config.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    config.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    config.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, RESTARTS);
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, RESTART_DELAY);
    config.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, ROCKSDB_MEMORY);
    config.set(PipelineOptions.GENERIC_TYPES, false);
    // Counts reach the job manager with the heartbeat; the progress bar shows them.
    config.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(config)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .withRandomPorts()
                .build()) {
          @Override
          protected HighAvailabilityServices createHighAvailabilityServices(
              Configuration configuration, Executor executor) {
            return new LastingCheckpoints(executor);
          }
        };
    cluster.start();
    return new LocalCluster(config, cluster);
  }

  /** An environment whose jobs fit this cluster. */
  public StreamExecutionEnvironment environment(int parallelism) {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration(config));
    env.setParallelism(parallelism);
    return env;
  }

  /** Makes a job go on from a checkpoint of its forerunner, and take over what belongs to that. */
  static void goOnFrom(Path checkpoint, JobGraph job) {
    job.setSavepointRestoreSettings(
        SavepointRestoreSettings.forPath(checkpoint.toUri().toString(), false, RestoreMode.CLAIM));
  }

  /**
   * Runs a job to its end. Its checkpoints stay.
   *
   * @param progress is told the accumulators from time to time
   * @throws JobFailedException when the job fails for good
   */
  public Outcome run(JobGraph job, Consumer<Map<String, Object>> progress)
      throws InterruptedException, ExecutionException, JobFailedException {
    return run(job, progress, accumulators -> false, null);
  }

  /**
   * The same, but for a job that may have to stop before its end: with a savepoint then.
   *
   * @param stop whether it has to, by the accumulators
   * @param savepoints folder of the savepoint
   */
  Outcome run(
      JobGraph job,
      Consumer<Map<String, Object>> progress,
      Predicate<Map<String, Object>> stop,
      Path savepoints)
      throws InterruptedException, ExecutionException, JobFailedException {
    JobID id = job.getJobID();
    cluster.submitJob(job).get();
    CompletableFuture<JobResult> result = cluster.requestJobResult(id);
    boolean stopped = false;
    CheckpointTimes times = new CheckpointTimes();
    while (!result.isDone()) {
      try {
        result.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException stillRunning) {
        AccessExecutionGraph running = cluster.getExecutionGraph(id).get();
        times.add(running);
        Map<String, Object> accumulators = accumulators(running);
        progress.accept(accumulators);
        stopped = stopped || (stop.test(accumulators) && stop(id, result, savepoints));
      }
    }
    AccessExecutionGraph graph = cluster.getExecutionGraph(id).get();
    times.add(graph);
    return new Outcome(
        execution(result.get()),
        stopped,
        checkpoints(graph),
        snapshotBytes(graph),
        restarts(graph),
        times);
  }

  /** Whether there is a savepoint now; a job that is about to end by itself makes none. */
  private boolean stop(JobID id, CompletableFuture<JobResult> result, Path savepoints)
      throws InterruptedException {
    CompletableFuture<String> savepoint =
        cluster.stopWithSavepoint(
            id, savepoints.toUri().toString(), false, SavepointFormatType.CANONICAL);
    try {
      // Of a job that ends meanwhile Flink may never say what became of the savepoint.
      CompletableFuture.anyOf(savepoint, result).get();
      savepoint.get(SAVEPOINT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("the job makes no savepoint now", e);
      return false;
    }
  }

  private static JobExecutionResult execution(JobResult result) throws JobFailedException {
    try {
      return result.toJobExecutionResult(LocalCluster.class.getClassLoader());
    } catch (Exception e) {
      throw new JobFailedException(e);
    }
  }

  private static Map<String, Object> accumulators(AccessExecutionGraph graph) {
    Map<String, Object> values = new HashMap<>();
    for (Map.Entry<String, SerializedValue<OptionalFailure<Object>>> entry :
        graph.getAccumulatorsSerialized().entrySet()) {
      try {
        OptionalFailure<Object> value =
            entry.getValue().deserializeValue(LocalCluster.class.getClassLoader());
        if (!value.isFailure()) {
          values.put(entry.getKey(), value.getUnchecked());
        }
      } catch (IOException | ClassNotFoundException e) {
        throw new IllegalStateException("accumulators are numbers of this process", e);
      }
    }
    return values;
  }

  private static long checkpoints(AccessExecutionGraph graph) {
    if (graph.getCheckpointStatsSnapshot() == null) {
      return 0;
    }
    CheckpointStatsCounts counts = graph.getCheckpointStatsSnapshot().getCounts();
    return counts.getNumberOfCompletedCheckpoints();
  }

  private static long snapshotBytes(AccessExecutionGraph graph) {
    CheckpointStatsSnapshot stats = graph.getCheckpointStatsSnapshot();
    CompletedCheckpointStats last =
        stats == null ? null : stats.getHistory().getLatestCompletedCheckpoint();
    return last == null ? 0 : last.getStateSize();
  }

  /** A region restarts as one, so the most often restarted task tells how often. */
  private static long restarts(AccessExecutionGraph graph) {
    int most = 0;
    for (AccessExecutionVertex vertex : graph.getAllExecutionVertices()) {
      most = Math.max(most, vertex.getCurrentExecutionAttempt().getAttemptNumber());
    }
    return most;
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }

  /** How a job ended. */
  public static final class Outcome {
    private final JobExecutionResult result;
    private final boolean stopped;
    private final long checkpoints;
    private final long snapshotBytes;
    private final long restarts;
    private final CheckpointTimes times;

    Outcome(
        JobExecutionResult result,
        boolean stopped,
        long checkpoints,
        long snapshotBytes,
        long restarts,
        CheckpointTimes times) {
      this.result = result;
      this.stopped = stopped;
      this.checkpoints = checkpoints;
      this.snapshotBytes = snapshotBytes;
      this.restarts = restarts;
      this.times = times;
    }

    public Map<String, Object> accumulators() {
      return result.getAllAccumulatorResults();
    }

    /** How long each checkpoint took. */
    public CheckpointTimes checkpointTimes() {
      return times;
    }

    /** Whether it was stopped with a savepoint, rather than come to its end. */
    boolean stopped() {
      return stopped;
    }

    long checkpoints() {
      return checkpoints;
    }

    /** Size of the state that the last completed checkpoint holds. */
    public long snapshotBytes() {
      return snapshotBytes;
    }

    public long restarts() {
      return restarts;
    }
  }

  /** A job that failed more often than it may. */
  public static final class JobFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    JobFailedException(Throwable cause) {
      super(cause);
    }
  }
}
