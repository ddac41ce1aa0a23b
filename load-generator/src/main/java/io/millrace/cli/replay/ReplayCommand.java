package io.millrace.cli.replay;

import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import io.millrace.job.Run;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import io.millrace.job.lineage.BothTransports;
import io.millrace.job.lineage.FileTransport;
import io.millrace.job.lineage.HttpLineageTransport;
import io.millrace.job.lineage.LineageEvents;
import io.millrace.job.lineage.SpooledTransport;
import io.millrace.job.tracing.OtlpReceiver;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the whole job over recorded events, in this process. */
@Command(
    name = "replay",
    description = {
      "Run the whole job over recorded events, in this process.",
      "Writes lake/, dead-letter/, quarantine/, quality/, lineage/, warehouse.duckdb and"
          + " summary.json below the output folder."
    },
    sortOptions = false)
public final class ReplayCommand implements Callable<Integer> {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Duration LINEAGE_TIMEOUT = Duration.ofSeconds(5);

  /** How much may wait for a server that is away. */
  private static final long LINEAGE_BYTES = 64_000_000;

  @Parameters(
      index = "0",
      paramLabel = "PIPELINE",
      defaultValue = Pipelines.DEFAULT,
      description = "Folder or name of the pipeline (default: ${DEFAULT-VALUE}).")
  private String pipelineName;

  @Option(
      names = "--input",
      paramLabel = "PATH",
      description =
          "Record file, or folder of them, read in the order of their paths. Without it, "
              + Pipelines.DEFAULT
              + " generates its own.")
  private Path input;

  @Option(
      names = "--bootstrap",
      paramLabel = "LAKE",
      description =
          "Folder of an earlier run, or its lake: its last rows fill the state of features and"
              + " duplicates before the first event.")
  private Path bootstrap;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "New folder for the results (default: out/PIPELINE, or the next free number). With"
              + " --resume, the folder of the replay to take up (default: the last of those).")
  private Path out;

  @Option(
      names = "--resume",
      description =
          "Take up a replay that died, from its last complete checkpoint. Input and number of"
              + " events are those it began with; the parallelism may be another.")
  private boolean resume;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "1",
      description = "Subtasks of each stage (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Events to generate when there is no --input (default: ${DEFAULT-VALUE}).")
  private long events;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "Time between checkpoints (default: ${DEFAULT-VALUE}).")
  private Duration checkpointInterval;

  @Option(
      names = "--lineage",
      paramLabel = "URL",
      description =
          "Server that takes OpenLineage events, such as Marquez; they are in OUT/lineage as well.")
  private URI lineage;

  @Option(
      names = "--otlp",
      paramLabel = "URL",
      description =
          "Receiver of OpenTelemetry spans over HTTP, such as http://localhost:4318/v1/traces, for"
              + " a pipeline that traces events.")
  private URI otlp;

  @Spec private CommandSpec spec;

  private final Consumer<Run.Builder> settings;

  public ReplayCommand() {
    this(run -> {});
  }

  /**
   * @param settings what a run has beside what options say
   */
  public ReplayCommand(Consumer<Run.Builder> settings) {
    this.settings = settings;
  }

  /** Makes commands as usual, but replays with these settings. */
  public static CommandLine.IFactory with(Consumer<Run.Builder> settings) {
    CommandLine.IFactory others = CommandLine.defaultFactory();
    return new CommandLine.IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        return type == ReplayCommand.class
            ? type.cast(new ReplayCommand(settings))
            : others.create(type);
      }
    };
  }

  @Override
  public Integer call() throws Exception {
    if (parallelism < 1 || parallelism > 128) {
      throw new UserException("--parallelism is a number from 1 to 128, got " + parallelism);
    }
    PipelineFiles files = Pipelines.open(pipelineName);
    Pipeline pipeline = Pipeline.of(files);
    checkTracing(pipeline);
    try (RunFolder folder = resume ? takeUp(pipeline) : begin(pipeline)) {
      Summary summary = run(files, pipeline, folder);
      PrintWriter terminal = spec.commandLine().getOut();
      SummaryTable.print(terminal, summary, pipeline.inference().isPresent());
      summary.variants().print(terminal);
      summary.alerts().print(terminal);
      printNext(terminal, pipeline, out);
      List<String> faults = summary.imbalances();
      for (String fault : faults) {
        spec.commandLine().getErr().println("millrace: the books do not balance: " + fault);
      }
      printCritical(summary.alerts());
      boolean good = faults.isEmpty() && summary.alerts().critical().isEmpty();
      return good ? ExitCode.OK : ExitCode.CHECK_FAILED;
    } catch (StoppedByRuleException e) {
      e.alerts().print(spec.commandLine().getOut());
      printCritical(e.alerts());
      spec.commandLine()
          .getErr()
          .println(
              "millrace: stopped with a savepoint, as a rule with the action fail asks; once that"
                  + " is well, --resume --out "
                  + out
                  + " takes the replay up");
      return ExitCode.CHECK_FAILED;
    }
  }

  private void checkTracing(Pipeline pipeline) {
    if (otlp == null) {
      return;
    }
    if (pipeline.tracing().isEmpty()) {
      throw new UserException(
          "--otlp is for a pipeline that traces events, but "
              + pipeline.name()
              + " has no section tracing; add e.g. tracing: { sample: 0.01 }");
    }
    if (otlp.getHost() == null || !List.of("http", "https").contains(otlp.getScheme())) {
      throw new UserException(
          "--otlp is a URL such as http://localhost:4318/v1/traces, got " + otlp);
    }
  }

  private void printCritical(AlertReport alerts) {
    for (String alert : alerts.critical()) {
      spec.commandLine().getErr().println("millrace: " + alert);
    }
  }

  private RunFolder begin(Pipeline pipeline) throws IOException {
    UUID id = LineageEvents.newRunId(CLOCK);
    RunRecord record;
    if (input == null) {
      GeneratedInput.of(pipeline, events);
      record = RunRecord.generated(id, pipeline.name(), pipeline.hash(), events);
    } else {
      record = RunRecord.recorded(id, pipeline.name(), pipeline.hash(), ReplayInput.of(input));
    }
    out = OutFolder.fresh(out, pipeline.name());
    bootstrap = bootstrap == null ? null : LakeFolder.of(bootstrap);
    return RunFolder.begin(out, record.withBootstrap(bootstrap));
  }

  private RunFolder takeUp(Pipeline pipeline) throws IOException {
    out = OutFolder.last(out, pipeline.name());
    RunFolder folder = RunFolder.takeUp(out);
    try {
      RunRecord record = folder.record();
      record.checkKind(out, "replay");
      record.checkPipeline(out, pipeline.name(), pipeline.hash());
      if (spec.commandLine().getParseResult().hasMatchedOption("--events")) {
        record.checkEvents(out, events);
      }
      if (input == null) {
        input = record.input();
      }
      if (input != null) {
        record.checkInput(out, ReplayInput.of(input));
      }
      if (bootstrap != null) {
        record.checkBootstrap(out, LakeFolder.of(bootstrap));
      }
      bootstrap = record.bootstrap();
      events = record.generatedEvents();
      spec.commandLine().getOut().println(whereFrom(folder.restorePoint()));
      return folder;
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static String whereFrom(Optional<Path> checkpoint) {
    return checkpoint
        .map(from -> "Going on from checkpoint " + from.getFileName() + '.')
        .orElse("No checkpoint was complete when the replay died; starting from the beginning.");
  }

  private Summary run(PipelineFiles files, Pipeline pipeline, RunFolder folder) throws Exception {
    ReplayInput records =
        input == null
            ? GeneratedInput.of(pipeline, events).in(folder.path())
            : ReplayInput.of(input);
    ReplayRun replay =
        new ReplayRun(files, records, folder, parallelism, checkpointInterval, CLOCK)
            .with(settings.andThen(edges -> tell(edges, folder)));
    if (bootstrap != null) {
      replay.bootstrappedFrom(bootstrap);
    }
    try {
      return replay.execute();
    } catch (LocalCluster.JobFailedException e) {
      spec.commandLine()
          .getErr()
          .println("millrace: once the cause is mended, --resume --out " + out + " takes it up");
      throw e;
    }
  }

  private void tell(Run.Builder run, RunFolder folder) {
    if (otlp != null) {
      run.spans(new OtlpReceiver(otlp));
    }
    if (lineage != null) {
      run.lineage(
          new BothTransports(
              new FileTransport(folder.path().resolve("lineage").toString()),
              new SpooledTransport(
                  new HttpLineageTransport(lineage, null, LINEAGE_TIMEOUT),
                  Path.of(System.getProperty("java.io.tmpdir"), "millrace-lineage").toString(),
                  LINEAGE_BYTES,
                  SpooledTransport.Pauses.usual())));
    }
  }

  private static void printNext(PrintWriter out, Pipeline pipeline, Path folder) {
    out.printf(
        "%nResults are in %s. Ask the warehouse, for example with DuckDB's shell:%n", folder);
    out.printf(
        "  duckdb %s \"%s\"%n", folder.resolve(RunFolder.WAREHOUSE), ExampleQuery.of(pipeline));
  }
}
