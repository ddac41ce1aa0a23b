package io.millrace.cli.compare;

import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares the features that two runs of a pipeline gave the same events. */
@Command(
    name = "compare",
    description = {
      "Compare the derived values and features of the same events in two runs of a pipeline.",
      "Whole numbers and texts have to be equal, reals within 1e-9 of the larger one. Rows that"
          + " came late, or in whose windows late events lie, are counted apart: what they hold"
          + " depends on when those came."
    },
    sortOptions = false)
public final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "PIPELINE", description = "Folder or name of the pipeline.")
  private String pipelineName;

  @Parameters(
      index = "1",
      paramLabel = "A",
      description = "Folder of a run, its lake, or a DuckDB file, also as FILE.duckdb:TABLE.")
  private String first;

  @Parameters(index = "2", paramLabel = "B", description = "The other run, as well.")
  private String second;

  @Option(
      names = "--part",
      description = "B holds only a part of A's rows: that others are missing is no difference.")
  private boolean part;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes the result as JSON, with examples of what differs.")
  private Path out;

  @Option(
      names = "--list",
      paramLabel = "FILE",
      description =
          "Writes every value that differs, late ones included, and every row that only"
              + " one side has, as CSV.")
  private Path list;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Pipeline pipeline = Pipeline.of(Pipelines.open(pipelineName));
    Side a = Side.of(first, pipeline);
    Side b = Side.of(second, pipeline);
    ComparisonResult result;
    try (Comparison comparison = Comparison.of(pipeline, a, b, part)) {
      result = comparison.result();
      if (list != null) {
        comparison.list(list);
      }
    } catch (SQLException e) {
      throw new UserException(
          first + " and " + second + " cannot be compared: " + e.getMessage(), e);
    }
    result.print(spec.commandLine().getOut());
    if (out != null) {
      result.write(out);
    }
    return result.isEqual() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }
}
