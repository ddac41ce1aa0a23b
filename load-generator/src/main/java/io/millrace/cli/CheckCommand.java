package io.millrace.cli;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelinePlan;
import io.millrace.job.config.Pipelines;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Parses a pipeline folder and prints the plan that follows from it, or all that is wrong. */
@Command(
    name = "check",
    description = "Check a pipeline folder and print its plan: stages, columns, rules, lineage.")
final class CheckCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "PIPELINE", description = "Folder or name of the pipeline.")
  private String pipeline;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Pipeline checked = Pipeline.of(Pipelines.open(pipeline));
    spec.commandLine().getOut().print(PipelinePlan.of(checked));
    return ExitCode.OK;
  }
}
