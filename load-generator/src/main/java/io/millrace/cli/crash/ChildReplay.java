package io.millrace.cli.crash;

import io.millrace.cli.Millrace;
import io.millrace.cli.replay.ReplayCommand;
import picocli.CommandLine;

/**
 * What the lab kills: {@code millrace replay} in a process of its own, whose commits leave a trace.
 */
public final class ChildReplay {
  private ChildReplay() {}

  /**
   * Runs it.
   *
   * @param arguments the trace, then the arguments of {@code replay}
   */
  public static void main(String[] arguments) {
    CommitTrace trace = CommitTrace.fromArgument(arguments[0]);
    String[] replay = arguments.clone();
    replay[0] = "replay";
    Millrace.run(
        new CommandLine.IFactory() {
          private final CommandLine.IFactory others = CommandLine.defaultFactory();

          @Override
          public <K> K create(Class<K> type) throws Exception {
            return type == ReplayCommand.class
                ? type.cast(new ReplayCommand(run -> run.steps(trace)))
                : others.create(type);
          }
        },
        replay);
  }
}
