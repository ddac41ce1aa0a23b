package io.millrace.cli.report;

import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import io.millrace.cli.page.Numbers;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a page about a run. */
@Command(
    name = "report",
    description =
        "Write a page about a run: throughput and latency over time, quality by window and rule,"
            + " alerts, drift, anomalies, variants, what was refused, and the lineage of every"
            + " column. One file of HTML, which needs no network.",
    sortOptions = false)
public final class ReportCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "OUT", description = "Folder that the run wrote to.")
  private Path out;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "Where the page goes (default: report.html in OUT).")
  private Path to;

  @Option(
      names = "--pipeline",
      paramLabel = "PIPELINE",
      description =
          "Folder or name of the run's pipeline (default: the built-in one that the run was of).")
  private String pipelineName;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Path page = to == null ? out.resolve("report.html") : to;
    try (RunData run = RunData.open(out)) {
      ReportPage.of(run, pipeline(run)).writeTo(page);
    }
    spec.commandLine()
        .getOut()
        .println("Wrote " + page + " (" + Numbers.bytes(Files.size(page)) + ").");
    return ExitCode.OK;
  }

  /** The pipeline that made the run, by its hash; empty when it is not at hand. */
  private Optional<Pipeline> pipeline(RunData run) throws IOException {
    String hash = run.record().path("pipelineHash").asText();
    String name = pipelineName == null ? run.record().path("pipeline").asText() : pipelineName;
    if (pipelineName == null && !Pipelines.builtIn().contains(name)) {
      return Optional.empty();
    }
    Pipeline pipeline = Pipeline.of(Pipelines.open(name));
    if (pipeline.hash().equals(hash)) {
      return Optional.of(pipeline);
    }
    if (pipelineName == null) {
      return Optional.empty();
    }
    throw new UserException(
        "the run was of a pipeline with the hash "
            + hash
            + ", and "
            + pipelineName
            + " has "
            + pipeline.hash()
            + "; name the folder as it was then, or leave --pipeline out");
  }
}
