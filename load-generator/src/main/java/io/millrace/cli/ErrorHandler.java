package io.millrace.cli;

import io.millrace.job.config.InvalidPipelineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every failure of every command into words and an {@link ExitCode}. */
final class ErrorHandler implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorHandler.class);

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult parseResult) {
    String name = command.getCommandSpec().qualifiedName();
    if (failure instanceof UserException || failure instanceof InvalidPipelineException) {
      LOG.info("{} refused its input", name, failure);
      command.getErr().println(name + ": " + failure.getMessage());
      return ExitCode.USAGE;
    }
    LOG.error("{} failed", name, failure);
    command.getErr().println(name + ": failed unexpectedly: " + describe(failure));
    command.getErr().println("The whole story is in " + LogFile.path());
    return ExitCode.FAILURE;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + failure.getMessage());
    UnmatchedArgumentException.printSuggestions(failure, command.getErr());
    command.getErr().println("Try '" + name + " --help'.");
    return ExitCode.USAGE;
  }

  /** Flink wraps what went wrong several times: the innermost cause says most. */
  private static String describe(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString();
  }
}
