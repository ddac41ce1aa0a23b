package io.millrace.job.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.CommonTestUtils;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job on a MiniCluster that makes a checkpoint when it is told to, and at no other time. */
final class RunningJob implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final MiniCluster cluster;
  private final JobClient client;

  private RunningJob(MiniCluster cluster, JobClient client) {
    this.cluster = cluster;
    this.client = client;
  }

  /**
   * An environment for such a job.
   *
   * @param checkpoint the checkpoint to go on from; null for a new job
   */
  static StreamExecutionEnvironment environment(
      Path checkpoints, int parallelism, String checkpoint) {
    Configuration configuration = new Configuration();
    configuration.setString("execution.checkpointing.interval", "1h");
    configuration.setString("execution.checkpointing.dir", checkpoints.toUri().toString());
    configuration.setString(
        "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    configuration.setString("restart-strategy.type", "none");
    configuration.setString("pipeline.generic-types", "false");
    configuration.setString("pipeline.auto-watermark-interval", "50ms");
    if (checkpoint != null) {
      configuration.setString("execution.state-recovery.path", checkpoint);
    }
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(parallelism);
    return env;
  }

  /** Starts the job that is defined in the environment, and waits until all of it runs. */
  static RunningJob start(MiniCluster cluster, StreamExecutionEnvironment env) throws Exception {
    JobClient client = env.executeAsync();
    CommonTestUtils.waitForAllTaskRunning(cluster, client.getJobID(), false);
    return new RunningJob(cluster, client);
  }

  /** Makes a checkpoint, and commits what hangs on it. */
  String checkpoint() throws Exception {
    try {
      return cluster.triggerCheckpoint(client.getJobID()).get();
    } catch (ExecutionException e) {
      client.getJobExecutionResult().get(10, TimeUnit.SECONDS); // fails with what the job failed of
      throw e;
    }
  }

  /** Waits for a condition; a job that ends meanwhile fails the test with its own failure. */
  void await(BooleanSupplier condition, Supplier<Object> state) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      failIfEnded();
      assertThat(System.nanoTime()).as(() -> "waited; got " + state.get()).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Fails with what made the job fail. */
  private void failIfEnded() throws Exception {
    if (client.getJobStatus().get().isTerminalState()) {
      client.getJobExecutionResult().get();
    }
  }

  /** Cancels the job and waits until it is gone. */
  @Override
  public void close() throws Exception {
    if (!client.getJobStatus().get().isTerminalState()) {
      client.cancel().get();
    }
    while (!client.getJobStatus().get().isGloballyTerminalState()) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
