package io.millrace.cli.replay;

import io.millrace.cli.Progress;
import io.millrace.job.Run;
import io.millrace.job.Topology;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.WarehouseSettings;
import io.millrace.job.event.Counter;
import io.millrace.job.lineage.RunTotals;
import io.millrace.job.warehouse.JdbcConnections;
import io.millrace.job.warehouse.LoaderOptions;
import io.millrace.job.warehouse.WarehouseLoader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * The job over a stream, in this process, until somebody stops it: with a savepoint then, from
 * which it is taken up.
 */
public final class LiveRun {
  private static final Duration LOAD_TIMEOUT = Duration.ofMinutes(10);

  private final PipelineFiles files;
  private final Run run;
  private final RunFolder folder;
  private final WarehouseSettings warehouse;
  private final Clock clock;

  /**
   * @param folder keeps the checkpoints
   * @param warehouse that of the run
   */
  public LiveRun(
      PipelineFiles files, Run run, RunFolder folder, WarehouseSettings warehouse, Clock clock) {
    this.files = files;
    this.run = run;
    this.folder = folder;
    this.warehouse = warehouse;
    this.clock = clock;
  }

  /**
   * Runs the job from where the folder's last checkpoint stands, and in the end loads what it
   * wrote.
   *
   * @param stop is asked several times a second whether to stop
   * @return what was counted, earlier parts of the run included
   * @throws LocalCluster.JobFailedException when the job fails for good
   */
  public RunTotals execute(int parallelism, Duration checkpointInterval, Predicate<RunTotals> stop)
      throws Exception {
    Optional<Path> checkpoint = folder.restorePoint();
    Path checkpoints = folder.checkpoints().folder();
    // Threads that open a DuckDB file at once collide, unless somebody holds it open already.
    try (AutoCloseable held = hold();
        LocalCluster cluster = LocalCluster.start(parallelism, checkpoints, checkpointInterval)) {
      run.announce();
      StreamExecutionEnvironment env = cluster.environment(parallelism);
      Topology.define(env, files, run.edges());
      StreamGraph graph = env.getStreamGraph();
      graph.setJobName("millrace run " + run.pipeline().name());
      JobGraph job = graph.getJobGraph();
      checkpoint.ifPresent(from -> LocalCluster.goOnFrom(from, job));
      LocalCluster.Outcome outcome;
      try (Progress progress = Progress.of("run", "events", -1)) {
        outcome =
            cluster.run(
                job,
                values -> progress.stepTo(RunTotals.ofAccumulators(values).get(Counter.READ)),
                values -> stop.test(RunTotals.ofAccumulators(values)),
                checkpoints);
      }
      drain();
      RunTotals totals = RunTotals.ofAccumulators(outcome.accumulators());
      run.end(run.events().abort(totals));
      return totals;
    }
  }

  private AutoCloseable hold() throws Exception {
    return warehouse.type() == WarehouseSettings.Type.DUCKDB
        ? new JdbcConnections(warehouse.jdbcUrl().orElseThrow()).open()
        : () -> {};
  }

  /** Loads what the job's own loader had not loaded when the job stopped. */
  private void drain() throws InterruptedException {
    Optional<LoaderOptions> options = run.loaderOptions();
    if (options.isPresent()) {
      try (WarehouseLoader loader = new WarehouseLoader(options.get(), clock)) {
        loader.start();
        loader.drain(LOAD_TIMEOUT);
      }
    }
  }
}
