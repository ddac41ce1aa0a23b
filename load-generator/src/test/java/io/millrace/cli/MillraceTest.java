package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MillraceTest {

  @Command(name = "faulty")
  private static final class Faulty implements Callable<Integer> {
    private final RuntimeException failure;

    private Faulty(RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    public Integer call() {
      throw failure;
    }
  }

  private static CommandRun failWith(RuntimeException failure) {
    CommandLine commandLine = Millrace.commandLine();
    ErrorHandler errors = new ErrorHandler();
    commandLine.addSubcommand(
        new CommandLine(new Faulty(failure)).setExecutionExceptionHandler(errors));
    return CommandRun.of(commandLine, "faulty");
  }

  @Test
  void everyCommandHasHelpThatListsTheExitCodes() {
    Set<String> commands = Millrace.commandLine().getSubcommands().keySet();

    assertThat(commands).contains("check", "generate");
    for (String command : commands) {
      CommandRun help = CommandRun.of(command, "--help");
      assertThat(help.exitCode()).as(command).isEqualTo(ExitCode.OK);
      assertThat(help.out())
          .startsWith("Usage: millrace " + command)
          .contains("Exit codes:")
          .contains("0   done")
          .contains("1   ran, but a check failed")
          .contains("2   wrong usage or bad input")
          .contains("3   unexpected failure");
    }
  }

  @Test
  void tellsItsVersion() {
    assertThat(CommandRun.of("--version").out()).startsWith("millrace ").contains("Java ");
  }

  @Test
  void asksForACommandWhenGivenNone() {
    CommandRun run = CommandRun.of();

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).startsWith("millrace: name a command: ").contains("generate");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void answersAnUnknownOptionInTwoLinesWithTheHelpToReadNext() {
    CommandRun run = CommandRun.of("generate", "--out", "x.avro", "--event", "3");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .startsWith("millrace generate: Unknown option")
        .contains("--events")
        .endsWith("Try 'millrace generate --help'." + System.lineSeparator());
  }

  @Test
  void answersAUsersErrorInOneSentence() {
    CommandRun run = failWith(new UserException("x.avro exists; remove it"));

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).isEqualTo("millrace faulty: x.avro exists; remove it%n".formatted());
  }

  @Test
  void answersTheUnforeseenWithItsCauseAndTheLogButNoStackTrace() {
    Throwable cause = new IllegalStateException("disk is gone");
    CommandRun run = failWith(new RuntimeException("job failed", cause));

    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(run.err())
        .contains("millrace faulty: failed unexpectedly: ")
        .contains("disk is gone")
        .contains(LogFile.path().toString())
        .doesNotContain("\tat ");
  }
}
