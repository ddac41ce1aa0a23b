package io.millrace.cli.bench.quality;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.ExitCode;
import io.millrace.cli.Folders;
import io.millrace.cli.Millrace;
import io.millrace.cli.UserException;
import io.millrace.cli.replay.RunFolder;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what quality rules cost a replay on this machine. */
@Command(
    name = "quality",
    description = {
      "Measure what 20 quality rules on 10 columns cost a replay: the same payments, checked,"
          + " enriched, written and loaded, with the rules and without them, in turn.",
      "Leave the machine alone meanwhile."
    },
    sortOptions = false)
public final class QualityBenchCommand implements Callable<Integer> {
  /** Share of the throughput that rules may cost. */
  private static final double MOST_COST = 0.25;

  private static final String PIPELINE =
      "pipeline: bench\n"
          + "event: { schema: event.avsc, format: avro, id: event_id, time: event_time }\n"
          + "deduplicate: 24h\n"
          + "features:\n"
          + "  - entity: customer_id\n"
          + "    windows: [1d, 7d]\n"
          + "    aggregates: { customer_count: count(), customer_amount: mean(amount) }\n"
          + "warehouse: { table: bench_payments }\n";

  private static final String QUALITY =
      "quality: { rules: rules.dqdl, window: 1h, allowed-lateness: 10m }\n";

  /** Eight are answered by each event and by each window, twelve by each window. */
  private static final List<String> RULES =
      List.of(
          "IsComplete \"event_id\"",
          "IsComplete \"customer_id\"",
          "ColumnLength \"event_id\" >= 1",
          "ColumnValues \"event_type\" in [\"payment\", \"refund\", \"label\"]",
          "ColumnValues \"channel\" in [\"app\", \"web\", \"iot\", \"pos\"]",
          "ColumnValues \"amount\" >= 0",
          "ColumnLength \"currency\" = 3",
          "ColumnDataType \"merchant_category\" = \"INTEGER\"",
          "RowCount > 0",
          "Completeness \"amount\" > 0.5",
          "Completeness \"country\" > 0.1",
          "Completeness \"device_id\" > 0.1",
          "Mean \"amount\" between 0 and 100000",
          "StandardDeviation \"amount\" >= 0",
          "Sum \"amount\" > 0",
          "Entropy \"channel\" >= 0",
          "Uniqueness \"event_id\" > 0.5",
          "DistinctValuesCount \"customer_id\" > 0",
          "DistinctValuesCount \"merchant_category\" > 0",
          "UniqueValueRatio \"terminal_id\" >= 0");

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "500000",
      description = "Events of a replay (default: ${DEFAULT-VALUE}).")
  private long events;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Replays of each kind, after one of each that warms up (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (rounds < 1 || rounds > 100) {
      throw new UserException("--rounds is a number from 1 to 100, got " + rounds);
    }
    Path folder = Files.createTempDirectory("millrace-bench");
    try {
      return measure(folder);
    } finally {
      Folders.delete(folder);
    }
  }

  private int measure(Path folder) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path input = folder.resolve("payments.avro");
    // Ten days: windows of an hour have thousands of events each, as streams have them.
    execute("generate", "--out=" + input, "--events=" + events, "--days=10");
    Path bare = pipeline(folder.resolve("bare"), false);
    Path checked = pipeline(folder.resolve("checked"), true);
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    out.printf("%6s %16s %16s %8s%n", "round", "without rules", "with 20 rules", "cost");
    for (int round = 0; round <= rounds; round++) {
      double first = replay(bare, input, folder.resolve("out"));
      double second = replay(checked, input, folder.resolve("out"));
      String name = round == 0 ? "warm-up" : Integer.toString(round);
      print(out, name, first, second);
      if (round > 0) {
        without.add(first);
        with.add(second);
      }
    }
    double cost = print(out, "median", median(without), median(with));
    boolean kept = cost <= MOST_COST;
    out.printf(
        Locale.ROOT,
        "20 rules on 10 columns cost at most %.0f %% of the throughput: %s%n",
        MOST_COST * 100,
        kept ? "yes" : "no");
    return kept ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private static double print(PrintWriter out, String name, double without, double with) {
    double cost = 1 - with / without;
    out.printf(Locale.ROOT, "%7s %,13.0f/s %,14.0f/s %6.1f %%%n", name, without, with, cost * 100);
    out.flush();
    return cost;
  }

  /**
   * Writes a pipeline of payments without a model.
   *
   * @param rules whether it has the rules
   */
  public static Path pipeline(Path folder, boolean rules) throws IOException {
    Files.createDirectories(folder);
    Files.write(
        folder.resolve("event.avsc"), Pipelines.open(Pipelines.DEFAULT).bytes("event.avsc"));
    Files.write(
        folder.resolve(PipelineFiles.PIPELINE),
        (rules ? PIPELINE + QUALITY : PIPELINE).getBytes(StandardCharsets.UTF_8));
    if (rules) {
      Files.writeString(
          folder.resolve("rules.dqdl"), "Rules = [\n" + String.join(",\n", RULES) + "\n]\n");
    }
    return folder;
  }

  /** Events a second of a whole replay, loads included. */
  private double replay(Path pipeline, Path input, Path out) throws IOException {
    execute("replay", pipeline.toString(), "--input=" + input, "--out=" + out);
    double rate =
        new ObjectMapper()
            .readTree(out.resolve(RunFolder.SUMMARY).toFile())
            .path("eventsPerSecond")
            .asDouble();
    Folders.delete(out);
    return rate;
  }

  private void execute(String... arguments) {
    CommandLine command = Millrace.commandLine();
    command.setOut(new PrintWriter(Writer.nullWriter()));
    command.setErr(spec.commandLine().getErr());
    int code = command.execute(arguments);
    if (code != ExitCode.OK) {
      throw new IllegalStateException(
          "expected " + arguments[0] + " to end with 0, got " + code + "; nothing was measured");
    }
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().collect(Collectors.toList());
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
