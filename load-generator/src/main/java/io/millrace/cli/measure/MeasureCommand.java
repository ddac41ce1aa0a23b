package io.millrace.cli.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.cli.ExitCode;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells how long the events of a run took, and whether all that was sent is there, once. */
@Command(
    name = "measure",
    description =
        "Measure a run from its rows: the latency of each stretch from the event to the warehouse,"
            + " and, with --sent, what became of every record that millrace send delivered.",
    sortOptions = false)
public final class MeasureCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "OUT", description = "Folder that the run wrote to.")
  private Path out;

  @Option(
      names = "--pipeline",
      paramLabel = "PIPELINE",
      defaultValue = Pipelines.DEFAULT,
      description = "Folder or name of the run's pipeline (default: ${DEFAULT-VALUE}).")
  private String pipelineName;

  @Option(
      names = "--sent",
      paramLabel = "DIR",
      description = "Output folder of millrace send, whose sent.csv.gz tells what was sent.")
  private Path sent;

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures to a file.")
  private Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Pipeline pipeline = Pipeline.of(Pipelines.open(pipelineName));
    try (RunRows rows = RunRows.of(out, pipeline)) {
      List<StageLatency> latencies = StageLatency.of(rows);
      Optional<Completeness> completeness =
          sent == null ? Optional.empty() : Optional.of(Completeness.of(rows, sent));
      PrintWriter terminal = spec.commandLine().getOut();
      print(terminal, latencies);
      completeness.ifPresent(complete -> print(terminal, complete));
      if (json != null) {
        write(latencies, completeness);
      }
      return completeness.map(Completeness::isComplete).orElse(true)
          ? ExitCode.OK
          : ExitCode.CHECK_FAILED;
    }
  }

  private static void print(PrintWriter out, List<StageLatency> latencies) {
    out.printf(
        "%-24s %12s %11s %11s %11s %11s %11s%n", "ms", "rows", "p50", "p90", "p99", "p99.9", "max");
    for (StageLatency latency : latencies) {
      out.printf(Locale.ROOT, "%-24s %,12d", latency.stretch(), latency.rows());
      for (double millis : latency.millis()) {
        out.print(
            latency.rows() == 0 ? "           -" : String.format(Locale.ROOT, " %11.1f", millis));
      }
      out.println();
    }
  }

  private static void print(PrintWriter out, Completeness completeness) {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("delivered", "delivered");
    words.put("written", "  written");
    words.put("quarantined", "  quarantined");
    words.put("deadLettered", "  dead letters");
    words.put("duplicates", "  dropped duplicates");
    words.put("lost", "  lost");
    words.put("otherThanExpected", "  other than expected");
    words.put("distinctSent", "distinct ids delivered");
    words.put("distinctFound", "  in lake, side outputs");
    words.put("twice", "written twice");
    words.put("notAcknowledged", "not acknowledged");
    words.put("arrivedAllTheSame", "  arrived all the same");
    out.println();
    Map<String, Long> counts = completeness.counts();
    words.forEach((name, text) -> out.printf(Locale.ROOT, "%-24s %,12d%n", text, counts.get(name)));
  }

  private void write(List<StageLatency> latencies, Optional<Completeness> completeness)
      throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    Map<String, Object> stretches = new LinkedHashMap<>();
    for (StageLatency latency : latencies) {
      Map<String, Object> entry = new LinkedHashMap<>();
      double[] millis = latency.millis();
      entry.put("rows", latency.rows());
      if (latency.rows() > 0) {
        entry.put("p50", millis[0]);
        entry.put("p90", millis[1]);
        entry.put("p99", millis[2]);
        entry.put("p99.9", millis[3]);
        entry.put("max", millis[4]);
      }
      stretches.put(latency.stretch(), entry);
    }
    root.put("latencyMillis", stretches);
    completeness.ifPresent(complete -> root.put("completeness", complete.counts()));
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), root);
  }
}
