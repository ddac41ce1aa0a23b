package io.millrace.cli.ddl;

import io.millrace.cli.ExitCode;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the tables of what a pipeline writes, for those who make them before the job does. */
@Command(
    name = "ddl",
    description = {
      "Print the tables of what a pipeline writes.",
      "glue: the lake, as the JSON that infra-terraform/catalog holds for Glue's catalog.",
      "redshift: the warehouse, as the statements with which the loader makes it."
    },
    sortOptions = false)
public final class DdlCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "PIPELINE", description = "Folder or name of the pipeline.")
  private String pipeline;

  @Option(
      names = "--dialect",
      required = true,
      paramLabel = "DIALECT",
      description = "Whose tables: ${COMPLETION-CANDIDATES}.")
  private Dialect dialect;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Pipeline checked = Pipeline.of(Pipelines.open(pipeline));
    spec.commandLine().getOut().print(dialect.text.apply(checked));
    return ExitCode.OK;
  }

  /** Whose tables; the names are those of the option. */
  enum Dialect {
    glue(GlueCatalog::of),
    redshift(RedshiftTables::script);

    private final Function<Pipeline, String> text;

    Dialect(Function<Pipeline, String> text) {
      this.text = text;
    }
  }
}
