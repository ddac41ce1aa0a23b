package io.millrace.cli;

import io.millrace.cli.audit.AuditCommand;
import io.millrace.cli.backfill.BackfillCommand;
import io.millrace.cli.bench.BenchCommand;
import io.millrace.cli.catalog.CatalogCommand;
import io.millrace.cli.compare.CompareCommand;
import io.millrace.cli.crash.CrashCommand;
import io.millrace.cli.ddl.DdlCommand;
import io.millrace.cli.endpoint.EndpointCommand;
import io.millrace.cli.evaluate.EvaluateCommand;
import io.millrace.cli.generate.GenerateCommand;
import io.millrace.cli.measure.MeasureCommand;
import io.millrace.cli.redrive.RedriveCommand;
import io.millrace.cli.replay.ReplayCommand;
import io.millrace.cli.report.ReportCommand;
import io.millrace.cli.rescore.RescoreCommand;
import io.millrace.cli.run.RunCommand;
import io.millrace.cli.send.SendCommand;
import io.millrace.cli.size.SizeCommand;
import io.millrace.cli.trace.TraceCommand;
import io.millrace.cli.train.TrainCommand;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line {@code millrace}; one class a command, each in its own package. */
@Command(
    name = "millrace",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Checked, enriched and scored events, from a stream to the lake and warehouse.",
    subcommands = {
      CheckCommand.class,
      DdlCommand.class,
      GenerateCommand.class,
      SendCommand.class,
      SizeCommand.class,
      MeasureCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      EndpointCommand.class,
      ReplayCommand.class,
      RunCommand.class,
      BackfillCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      RescoreCommand.class,
      RedriveCommand.class,
      CrashCommand.class,
      TraceCommand.class,
      CatalogCommand.class,
      AuditCommand.class,
      BenchCommand.class
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      ExitCode.OK_TEXT,
      ExitCode.CHECK_FAILED_TEXT,
      ExitCode.USAGE_TEXT,
      ExitCode.FAILURE_TEXT
    })
public final class Millrace implements Runnable {
  @Spec private CommandSpec spec;

  private Millrace() {}

  /** The command line, ready to execute; tests give it their own writers. */
  public static CommandLine commandLine() {
    return commandLine(CommandLine.defaultFactory());
  }

  /**
   * The command line, ready to execute.
   *
   * @param commands makes the commands, for those that run others with settings of their own
   */
  public static CommandLine commandLine(CommandLine.IFactory commands) {
    ErrorHandler errors = new ErrorHandler();
    return new CommandLine(new Millrace(), commands)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Duration.class, new DurationConverter())
        .setExecutionExceptionHandler(errors)
        .setParameterExceptionHandler(errors);
  }

  /** Without a command there is nothing to do but say which there are. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "name a command: " + String.join(", ", spec.subcommands().keySet()));
  }

  public static void main(String[] args) {
    run(CommandLine.defaultFactory(), args);
  }

  /**
   * Executes a command and ends this process.
   *
   * @param commands makes the commands, for those who set more of them than options say
   */
  public static void run(CommandLine.IFactory commands, String... args) {
    LogFile.init();
    CommandLine commandLine = commandLine(commands);
    int exitCode = commandLine.execute(args);
    PrintWriter out = commandLine.getOut();
    out.flush();
    System.exit(exitCode);
  }
}
