package io.millrace.cli;

import io.millrace.cli.sql.FeatureSql;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelinePlan;
import io.millrace.job.config.Pipelines;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Parses a pipeline folder and prints the plan that follows from it, or all that is wrong. */
@Command(
    name = "check",
    description = {
      "Check a pipeline folder and print its plan: stages, columns, rules, lineage.",
      "With --sql, print instead its windowed features as a query over the rows of its lake."
    })
final class CheckCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "PIPELINE", description = "Folder or name of the pipeline.")
  private String pipeline;

  @Option(
      names = "--sql",
      paramLabel = "DIALECT",
      description = "Print the features as SQL: ${COMPLETION-CANDIDATES}.")
  private FeatureSql.Dialect dialect;

  @Option(
      names = "--lake",
      paramLabel = "DIR",
      description = "Folder of the lake that the SQL reads (default: out/PIPELINE/lake).")
  private Path lake;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Pipeline checked = Pipeline.of(Pipelines.open(pipeline));
    spec.commandLine().getOut().print(dialect == null ? PipelinePlan.of(checked) : sql(checked));
    return ExitCode.OK;
  }

  private String sql(Pipeline checked) {
    Path folder = lake == null ? Path.of("out", checked.name(), "lake") : lake;
    try {
      return FeatureSql.of(checked, dialect, folder.toAbsolutePath().toString()).script();
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
