package io.millrace.cli.replay;

import io.millrace.cli.Progress;
import io.millrace.cli.UserException;
import io.millrace.cli.audit.CommandAudit;
import io.millrace.job.OutputPaths;
import io.millrace.job.Run;
import io.millrace.job.Topology;
import io.millrace.job.audit.RunAudit;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Counter;
import io.millrace.job.inference.catalog.WrongInputsException;
import io.millrace.job.lineage.FileTransport;
import io.millrace.job.lineage.RunTotals;
import io.millrace.job.quality.alert.RaiseAlerts;
import io.millrace.job.warehouse.DuckDbDialect;
import io.millrace.job.warehouse.JdbcConnections;
import io.millrace.job.warehouse.LoadLedger;
import io.millrace.job.warehouse.WarehouseLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.ExceptionUtils;

/** A run of a pipeline in this process, from its input to the loaded warehouse. */
public final class LocalRun {
  private static final Duration LOAD_TIMEOUT = Duration.ofMinutes(10);

  private final PipelineFiles files;
  private final Pipeline pipeline;
  private final RunFolder folder;
  private final int parallelism;
  private final Duration checkpointInterval;
  private final Clock clock;
  private final JdbcConnections duckDb;

  public LocalRun(
      PipelineFiles files,
      RunFolder folder,
      int parallelism,
      Duration checkpointInterval,
      Clock clock) {
    this.files = files;
    this.pipeline = Pipeline.of(files);
    this.folder = folder;
    this.parallelism = parallelism;
    this.checkpointInterval = checkpointInterval;
    this.clock = clock;
    this.duckDb = new JdbcConnections("jdbc:duckdb:" + folder.path().resolve(RunFolder.WAREHOUSE));
  }

  /**
   * Runs the job, from where the folder's last checkpoint stands if there is one, loads what it
   * wrote, and says what happened.
   *
   * @param command names the job and its progress
   * @param input gives the run what it reads from
   * @throws JobFailedException when the job fails for good
   * @throws StoppedByRuleException when a rule stops it; it can be taken up
   */
  public Summary execute(String command, Consumer<Run.Builder> input) throws Exception {
    Optional<Path> checkpoint = folder.restorePoint();
    if (checkpoint.isEmpty()) {
      folder.forgetWarehouse();
    }
    Summary summary;
    // Threads that open a DuckDB file at once collide, unless somebody holds it open already.
    try (Connection held = duckDb.open();
        LocalCluster cluster =
            LocalCluster.start(parallelism, folder.checkpoints().folder(), checkpointInterval)) {
      Run run = run(input);
      run.announce();
      RunAudit audit = CommandAudit.ofRun(folder.path(), folder.record().runId(), command, clock);
      audit.begins(pipeline);
      summary = execute(command, cluster, run, checkpoint, audit);
    }
    // Not before the cluster is gone: it deletes old checkpoints on threads of its own.
    folder.end(summary);
    return summary;
  }

  private Summary execute(
      String command, LocalCluster cluster, Run run, Optional<Path> checkpoint, RunAudit audit)
      throws Exception {
    StreamExecutionEnvironment env = cluster.environment(parallelism);
    Topology.define(env, files, run.edges());
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName("millrace " + command + ' ' + pipeline.name());
    JobGraph job = graph.getJobGraph();
    checkpoint.ifPresent(from -> LocalCluster.goOnFrom(from, job));
    long start = System.nanoTime();
    LocalCluster.Outcome outcome;
    try (Progress progress = Progress.of(command, "events", -1);
        RunTimeline timeline = RunTimeline.in(folder.path(), clock)) {
      outcome =
          cluster.run(
              job,
              values -> {
                RunTotals totals = RunTotals.ofAccumulators(values);
                timeline.tell(totals);
                progress.stepTo(totals.get(Counter.READ));
              },
              RaiseAlerts::isCritical,
              folder.checkpoints().folder());
      timeline.end(RunTotals.ofAccumulators(outcome.accumulators()));
    } catch (InterruptedException e) {
      run.end(run.events().abort(RunTotals.none()));
      throw e;
    } catch (LocalCluster.JobFailedException e) {
      run.end(run.events().fail(RunTotals.none(), "the job failed"));
      audit.enter("run failed", "a failure that restarts do not mend", Map.of());
      WrongInputsException wrong =
          ExceptionUtils.findThrowable(e, WrongInputsException.class).orElse(null);
      if (wrong != null) {
        throw new UserException(wrong.getMessage(), e);
      }
      throw e;
    }
    drain(run);
    double seconds = (System.nanoTime() - start) / 1e9;
    RunTotals totals = RunTotals.ofAccumulators(outcome.accumulators());
    AlertReport alerts = AlertReport.read(folder.path().resolve("alerts"));
    if (outcome.restarts() > 0) {
      audit.enter("job restarted", "failures of the job", Map.of("restarts", outcome.restarts()));
    }
    long loaded = loadedRows();
    audit.enter(
        "files loaded", "commits of the lake", Map.of("table", pipeline.table(), "rows", loaded));
    if (outcome.stopped()) {
      audit.enter(
          "run stopped with a savepoint",
          "a rule with the action fail",
          Map.of("restarts", outcome.restarts()));
      run.end(run.events().fail(totals, "stopped by a rule with the action fail"));
      throw new StoppedByRuleException(alerts);
    }
    run.end(run.events().complete(totals));
    audit.enter(
        "run ended", "the end of its input", Map.of("written", totals.get(Counter.WRITTEN)));
    return new Summary(
        totals,
        loaded,
        checkpoint.isPresent(),
        seconds,
        outcome.checkpoints(),
        outcome.restarts(),
        variants(),
        alerts);
  }

  private Run run(Consumer<Run.Builder> input) {
    Run.Builder run =
        Run.of(files, OutputPaths.below(folder.path().toUri().toString()), clock)
            .id(folder.record().runId())
            .warehouse(duckDb.url(), new DuckDbDialect(1), duckDb)
            .lineage(new FileTransport(folder.path().resolve("lineage").toString()));
    input.accept(run);
    return run.build();
  }

  /** Loads what the job's own loader had not loaded when the job ended. */
  private void drain(Run run) throws InterruptedException {
    try (WarehouseLoader loader = new WarehouseLoader(run.loaderOptions().orElseThrow(), clock)) {
      loader.start();
      loader.drain(LOAD_TIMEOUT);
    }
  }

  private VariantReport variants() throws SQLException {
    if (pipeline.inference().isEmpty()) {
      return VariantReport.none();
    }
    try (Connection connection = duckDb.open()) {
      return VariantReport.read(connection, pipeline.name(), clock.instant());
    }
  }

  private long loadedRows() throws SQLException {
    try (Connection connection = duckDb.open()) {
      return LoadLedger.rows(connection, pipeline.table());
    }
  }
}
