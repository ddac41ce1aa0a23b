package io.millrace.job.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Counter;
import io.millrace.job.event.StageCount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TallyRunIT {
  private static final int COUNTS = 5_000;
  private static final AtomicBoolean FAILED = new AtomicBoolean();

  @TempDir Path folder;

  @Test
  void neitherLosesNorRepeatsACountWhenTheJobRestarts() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    try (StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(2, configuration)) {
      env.enableCheckpointing(50);
      new TallyRun(
              LineageEventsTest.events(),
              new FileTransport(folder.toString()),
              Duration.ZERO,
              Clock.systemUTC())
          .attach(env.fromSequence(1, COUNTS).map(new FailAfterACheckpoint()));

      JobExecutionResult result = env.execute();

      assertThat(FAILED).isTrue();
      assertThat(RunTotals.ofAccumulators(result.getAllAccumulatorResults()).get(Counter.READ))
          .isEqualTo(COUNTS);
      assertThat(Files.readAllLines(folder.resolve(FileTransport.FILE)))
          .isNotEmpty()
          .allMatch(line -> line.contains("\"eventType\":\"RUNNING\""));
    }
  }

  /** Counts slowly until a checkpoint is complete, then fails once. */
  private static final class FailAfterACheckpoint extends RichMapFunction<Long, StageCount>
      implements CheckpointListener {
    private transient boolean checkpointed;

    @Override
    public StageCount map(Long value) throws Exception {
      if (!FAILED.get()) {
        if (checkpointed) {
          FAILED.set(true);
          throw new IllegalStateException("fails once, as the test wants");
        }
        Thread.sleep(1);
      }
      return new StageCount(Counter.READ, 1);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      checkpointed = true;
    }
  }
}
