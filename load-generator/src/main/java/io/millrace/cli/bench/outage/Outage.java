package io.millrace.cli.bench.outage;

import io.millrace.cli.Progress;
import io.millrace.cli.bench.Pace;
import io.millrace.cli.crash.LabPipeline;
import io.millrace.cli.generate.FaultOptions;
import io.millrace.cli.generate.Generator;
import io.millrace.cli.generate.PopulationOptions;
import io.millrace.cli.replay.CheckpointTimes;
import io.millrace.cli.replay.LocalCluster;
import io.millrace.job.OutputPaths;
import io.millrace.job.Run;
import io.millrace.job.Topology;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Counter;
import io.millrace.job.lineage.DatasetName;
import io.millrace.job.lineage.NoTransport;
import io.millrace.job.lineage.RunTotals;
import io.millrace.job.source.FileEvents;
import io.millrace.job.warehouse.DuckDbDialect;
import io.millrace.job.warehouse.JdbcConnections;
import io.millrace.job.warehouse.LoadLedger;
import io.millrace.job.warehouse.WarehouseLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job at a steady rate whose warehouse is there, then gone for a while, and there again. */
final class Outage {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);
  private static final Duration DRAIN = Duration.ofMinutes(10);

  /** Until code is compiled and files are in the cache; not measured. */
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  private final Path folder;
  private final double rate;
  private final Duration normal;
  private final Duration down;

  private volatile Instant shutAt = Instant.MAX;
  private volatile Instant openAt = Instant.MAX;
  private CheckpointTimes times;
  private Instant from;
  private long written;
  private long loaded;
  private long restarts;

  /**
   * @param normal how long the warehouse is there before it goes, and again after
   */
  Outage(Path folder, double rate, Duration normal, Duration down) {
    this.folder = folder;
    this.rate = rate;
    this.normal = normal;
    this.down = down;
  }

  /** Runs it to its end, loads included. */
  Outage run() throws Exception {
    PipelineFiles files = pipeline();
    Path input = generate(files);
    JdbcConnections duckDb = new JdbcConnections("jdbc:duckdb:" + folder.resolve("out.duckdb"));
    // Threads that open a DuckDB file at once collide, unless somebody holds it open already.
    try (Connection held = duckDb.open();
        LocalCluster cluster =
            LocalCluster.start(1, folder.resolve("checkpoints"), CHECKPOINT_INTERVAL)) {
      Run run =
          Run.of(files, OutputPaths.below(folder.resolve("out").toUri().toString()), CLOCK)
              .source(
                  (env, pipeline, decoder, type) ->
                      FileEvents.attach(
                              env,
                              new org.apache.flink.core.fs.Path(input.toUri()),
                              pipeline,
                              decoder,
                              type,
                              CLOCK::millis)
                          .map(Pace.ofRecords(rate))
                          .returns(type)
                          .uid("pace"),
                  DatasetName.ofPath(input.toUri().toString()))
              .warehouse(duckDb.url(), new DuckDbDialect(1), new Door(duckDb))
              .lineage(new NoTransport())
              .build();
      StreamExecutionEnvironment env = cluster.environment(1);
      Topology.define(env, files, run.edges());
      JobGraph job = env.getStreamGraph().getJobGraph();
      from = CLOCK.instant().plus(WARM_UP);
      CompletableFuture<Void> breaking = CompletableFuture.runAsync(this::breakAndMend);
      LocalCluster.Outcome outcome = cluster.run(job, progress -> {});
      breaking.get();
      times = outcome.checkpointTimes();
      restarts = outcome.restarts();
      written = RunTotals.ofAccumulators(outcome.accumulators()).get(Counter.WRITTEN);
      try (WarehouseLoader loader = new WarehouseLoader(run.loaderOptions().orElseThrow(), CLOCK)) {
        loader.start();
        loader.drain(DRAIN);
      }
      loaded = LoadLedger.rows(held, LabPipeline.TABLE);
    }
    return this;
  }

  private void breakAndMend() {
    try {
      TimeUnit.MILLISECONDS.sleep(WARM_UP.plus(normal).toMillis());
      Door.shut(true);
      shutAt = CLOCK.instant();
      TimeUnit.MILLISECONDS.sleep(down.toMillis());
      openAt = CLOCK.instant();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Door.shut(false);
    }
  }

  private PipelineFiles pipeline() throws IOException {
    Path pipeline = folder.resolve("pipeline");
    LabPipeline.write(pipeline, "");
    return PipelineFiles.read(pipeline);
  }

  private Path generate(PipelineFiles files) throws IOException {
    double seconds = WARM_UP.plus(normal).plus(down).plus(normal).toMillis() / 1e3;
    Path input = folder.resolve("payments.avro");
    new Generator(
            Pipeline.of(files).event(),
            new PopulationOptions().withEvents((long) (rate * seconds)).withRate(rate),
            new FaultOptions().withMalformed(0.001).withQuarantine(0.001))
        .write(input, Progress.none());
    return input;
  }

  /** Durations of the checkpoints while the warehouse was there and nothing waited for it. */
  List<Duration> whileThere() {
    return times.between(from, shutAt);
  }

  /** Durations of the checkpoints while it was gone. */
  List<Duration> whileGone() {
    return times.between(shutAt, openAt);
  }

  /** Durations of the checkpoints after it came back, while it is loaded with what waited. */
  List<Duration> afterwards() {
    return times.between(openAt, Instant.MAX);
  }

  long written() {
    return written;
  }

  long loaded() {
    return loaded;
  }

  long restarts() {
    return restarts;
  }
}
