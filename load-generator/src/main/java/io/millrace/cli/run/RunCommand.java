package io.millrace.cli.run;

import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import io.millrace.cli.replay.LiveRun;
import io.millrace.cli.replay.RunFolder;
import io.millrace.cli.replay.RunRecord;
import io.millrace.cli.replay.SummaryTable;
import io.millrace.job.OutputPaths;
import io.millrace.job.Run;
import io.millrace.job.SettingsRun;
import io.millrace.job.config.InvalidSettingsException;
import io.millrace.job.config.JobSettings;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import io.millrace.job.lineage.LineageEvents;
import io.millrace.job.lineage.RunTotals;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the live job on this machine, as the managed service would from the same settings. */
@Command(
    name = "run",
    description = {
      "Run the live job in this process, from the settings that the managed service would get,"
          + " until Ctrl-C stops it with a savepoint.",
      "Its results, and the checkpoints from which --resume takes it up, are below the settings'"
          + " lake.path."
    },
    sortOptions = false)
public final class RunCommand implements Callable<Integer> {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

  @Parameters(
      index = "0",
      paramLabel = "SETTINGS",
      description =
          "JSON file with the runtime property groups of the job; docs/operations.md lists them.")
  private Path settingsFile;

  @Option(
      names = "--resume",
      description = "Go on from the last checkpoint of the run that wrote to the same lake.path.")
  private boolean resume;

  @Option(
      names = "--until-silent",
      paramLabel = "DURATION",
      description =
          "Stop by itself once, after the first record, nothing was read for this long, and all"
              + " that was read is written.")
  private Duration untilSilent;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    JobSettings settings = settings();
    PipelineFiles files = Pipelines.open(settings.pipeline());
    Pipeline pipeline = Pipeline.of(files);
    Path out = out(settings.lake());
    String source = settings.source().streamArn().or(() -> settings.source().path()).orElseThrow();
    PrintWriter terminal = spec.commandLine().getOut();
    try (RunFolder folder = folder(out, pipeline, source);
        Interrupts interrupts = Interrupts.note()) {
      Run run =
          SettingsRun.of(files, settings, OutputPaths.below(out.toUri().toString()), CLOCK)
              .id(folder.record().runId())
              .build();
      Predicate<RunTotals> silent =
          untilSilent == null ? totals -> false : new Silence(untilSilent, CLOCK);
      terminal.printf("%s from %s to %s; Ctrl-C stops it%n", pipeline.name(), source, out);
      terminal.flush();
      RunTotals totals =
          new LiveRun(files, run, folder, settings.warehouse(), CLOCK)
              .execute(
                  settings.parallelism().orElse(1),
                  settings.checkpointInterval().orElse(CHECKPOINT_INTERVAL),
                  counted -> interrupts.isInterrupted() || silent.test(counted));
      SummaryTable.print(terminal, totals, pipeline.inference().isPresent());
      terminal.printf("%nResults are in %s; --resume goes on from here.%n", out);
      return ExitCode.OK;
    }
  }

  private JobSettings settings() throws IOException {
    if (!Files.isRegularFile(settingsFile)) {
      throw new UserException(
          "there is no settings file "
              + settingsFile
              + "; docs/operations.md says how to write one");
    }
    try {
      return JobSettings.fromFile(settingsFile);
    } catch (InvalidSettingsException e) {
      throw new UserException(e.getMessage(), e);
    }
  }

  private static Path out(String lake) {
    try {
      URI uri = URI.create(lake);
      if (uri.getScheme() == null) {
        return Path.of(lake).toAbsolutePath().normalize();
      }
      if (uri.getScheme().equals("file")) {
        return Path.of(uri.getPath()).normalize();
      }
    } catch (IllegalArgumentException e) {
      return Path.of(lake).toAbsolutePath().normalize(); // a folder whose name is no URI
    }
    throw new UserException(
        "lake.path: expected a folder of this machine, got '"
            + lake
            + "'; name one, or run the job on the managed service");
  }

  private RunFolder folder(Path out, Pipeline pipeline, String source) throws IOException {
    if (resume) {
      RunFolder folder = RunFolder.takeUp(out);
      try {
        folder.record().checkKind(out, "run");
        folder.record().checkPipeline(out, pipeline.name(), pipeline.hash());
        folder.record().checkSource(out, source);
        return folder;
      } catch (RuntimeException e) {
        folder.close();
        throw e;
      }
    }
    if (RunFolder.isUnfinished(out)) {
      throw new UserException(
          out + " holds a run already; take it up with --resume, or name another lake.path");
    }
    return RunFolder.begin(
        out,
        RunRecord.live(LineageEvents.newRunId(CLOCK), pipeline.name(), pipeline.hash(), source));
  }
}
