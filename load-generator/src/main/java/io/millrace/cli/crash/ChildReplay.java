package io.millrace.cli.crash;

import io.millrace.cli.Millrace;
import io.millrace.cli.replay.ReplayCommand;

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
    Millrace.run(ReplayCommand.with(run -> run.steps(trace)), replay);
  }
}
