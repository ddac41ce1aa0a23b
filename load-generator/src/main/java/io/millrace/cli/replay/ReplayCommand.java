package io.millrace.cli.replay;

import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import io.millrace.cli.generate.PopulationOptions;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import io.millrace.job.event.Counter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
  /** Long enough for windows of 30 days to fill. */
  private static final double GENERATED_DAYS = 30;

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
      names = "--out",
      paramLabel = "DIR",
      description = "New folder for the results (default: out/PIPELINE, or the next free number).")
  private Path out;

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

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (parallelism < 1 || parallelism > 128) {
      throw new UserException("--parallelism is a number from 1 to 128, got " + parallelism);
    }
    PipelineFiles files = Pipelines.open(pipelineName);
    Pipeline pipeline = Pipeline.of(files);
    ReplayInput records = input == null ? null : ReplayInput.of(input);
    Path folder = outputFolder(pipeline.name());
    if (records == null) {
      records =
          ReplayInput.generate(
              pipeline,
              folder.resolve("input"),
              new PopulationOptions().withEvents(events).withDays(GENERATED_DAYS));
    }
    Files.createDirectories(folder);
    Summary summary =
        new ReplayRun(files, records, folder, parallelism, checkpointInterval, Clock.systemUTC())
            .execute();
    summary.write(folder.resolve("summary.json"));
    PrintWriter terminal = spec.commandLine().getOut();
    print(terminal, summary);
    printNext(terminal, pipeline, folder);
    List<String> faults = summary.imbalances();
    for (String fault : faults) {
      spec.commandLine().getErr().println("millrace: the books do not balance: " + fault);
    }
    return faults.isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private Path outputFolder(String pipeline) throws IOException {
    if (out != null) {
      if (Files.exists(out) && !isEmptyFolder(out)) {
        throw new UserException(
            out + " exists already; name a new folder with --out, or remove it first");
      }
      return out;
    }
    Path folder = Path.of("out", pipeline);
    for (int number = 2; Files.exists(folder); number++) {
      folder = Path.of("out", pipeline + '-' + number);
    }
    return folder;
  }

  private static boolean isEmptyFolder(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    }
  }

  private static void print(PrintWriter out, Summary summary) {
    row(out, "read", summary.count(Counter.READ));
    row(out, "dead letters", summary.count(Counter.DEAD_LETTERED));
    row(out, "quarantined", summary.count(Counter.QUARANTINED));
    row(out, "duplicates", summary.count(Counter.DUPLICATES));
    row(out, "written", summary.count(Counter.WRITTEN));
    row(out, "  scored", summary.count(Counter.SCORED));
    row(out, "  degraded", summary.count(Counter.DEGRADED));
    row(out, "  late", summary.count(Counter.LATE));
    row(out, "loaded", summary.loaded());
    out.printf(
        Locale.ROOT,
        "%-14s %,14.1f  (%,.0f events/s, %.1f MB/s)%n",
        "seconds",
        summary.seconds(),
        summary.eventsPerSecond(),
        summary.megabytesPerSecond());
  }

  private static void row(PrintWriter out, String words, long count) {
    out.printf(Locale.ROOT, "%-14s %,14d%n", words, count);
  }

  private static void printNext(PrintWriter out, Pipeline pipeline, Path folder) {
    out.printf(
        "%nResults are in %s. Ask the warehouse, for example with DuckDB's shell:%n", folder);
    out.printf(
        "  duckdb %s \"%s\"%n", folder.resolve(ReplayRun.WAREHOUSE), ExampleQuery.of(pipeline));
  }
}
