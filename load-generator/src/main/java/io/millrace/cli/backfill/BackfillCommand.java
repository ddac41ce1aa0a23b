package io.millrace.cli.backfill;

import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import io.millrace.cli.replay.OutFolder;
import io.millrace.cli.replay.RunFolder;
import io.millrace.cli.replay.RunRecord;
import io.millrace.cli.replay.Summary;
import io.millrace.cli.replay.SummaryTable;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import io.millrace.job.lineage.LineageEvents;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Computes the features of past events anew, by the pipeline as it is defined now. */
@Command(
    name = "backfill",
    description = {
      "Compute derived values and features of past events anew, after a definition has changed.",
      "Reads a lake, or recorded events, with the code of the stream, scores nothing, and writes a"
          + " new lake/ and a new table in warehouse.duckdb below the output folder."
    },
    sortOptions = false)
public final class BackfillCommand implements Callable<Integer> {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final String SUFFIX = "_backfill";
  private static final Pattern TABLE = Pattern.compile("[a-z_][a-z0-9_]{0,126}");

  @Parameters(
      index = "0",
      paramLabel = "PIPELINE",
      description = "Folder or name of the pipeline, as it is defined now.")
  private String pipelineName;

  @Option(
      names = "--input",
      paramLabel = "PATH",
      description =
          "Folder of an earlier run or its lake: all rows are known, so late events count where"
              + " they belong. Or a record file, or folder of them: as in a replay.")
  private Path input;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "New folder for the results (default: out/PIPELINE-backfill, or the next free number)."
              + " With --resume, the folder of the backfill to take up.")
  private Path out;

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description = "Table of the new rows (default: that of the pipeline, and " + SUFFIX + ").")
  private String table;

  @Option(
      names = "--resume",
      description = "Take up a backfill that died, from its last complete checkpoint.")
  private boolean resume;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "1",
      description = "Subtasks of each stage (default: ${DEFAULT-VALUE}).")
  private int parallelism;

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
    try (RunFolder folder = resume ? takeUp(pipeline) : begin(files, pipeline)) {
      BackfillInput past =
          BackfillInput.of(folder.record().input(), files, folder.record().backfillTable());
      Summary summary = past.execute(folder, parallelism, checkpointInterval, CLOCK);
      return report(summary, folder.record().backfillTable());
    }
  }

  private RunFolder begin(PipelineFiles files, Pipeline pipeline) throws IOException {
    if (input == null) {
      throw new UserException("name the lake or the recorded events with --input");
    }
    String name = table == null ? pipeline.table() + SUFFIX : table;
    if (!TABLE.matcher(name).matches()) {
      throw new UserException(
          "--table is a name of lower-case letters, digits and _, got '" + name + "'");
    }
    // Refuses what cannot be read before there is a folder.
    Path path = BackfillInput.of(input, files, name).path();
    out = OutFolder.fresh(out, folderName(pipeline));
    return RunFolder.begin(
        out,
        RunRecord.backfill(
            LineageEvents.newRunId(CLOCK), pipeline.name(), pipeline.hash(), path, name));
  }

  private RunFolder takeUp(Pipeline pipeline) throws IOException {
    if (input != null || table != null) {
      throw new UserException(
          "--resume takes up a backfill with the input and table that it began with; leave --input"
              + " and --table out");
    }
    out = OutFolder.last(out, folderName(pipeline));
    RunFolder folder = RunFolder.takeUp(out);
    try {
      folder.record().checkKind(out, "backfill");
      folder.record().checkPipeline(out, pipeline.name(), pipeline.hash());
      return folder;
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static String folderName(Pipeline pipeline) {
    return pipeline.name() + "-backfill";
  }

  private int report(Summary summary, String written) {
    PrintWriter terminal = spec.commandLine().getOut();
    SummaryTable.print(terminal, summary, false);
    terminal.printf(
        "%nThe rows are in %s, and in table %s of %s.%n",
        out.resolve("lake"), written, out.resolve(RunFolder.WAREHOUSE));
    List<String> faults = summary.imbalances();
    for (String fault : faults) {
      spec.commandLine().getErr().println("millrace: the books do not balance: " + fault);
    }
    return faults.isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }
}
