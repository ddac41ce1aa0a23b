package io.millrace.cli.bench;

import io.millrace.cli.ExitCode;
import io.millrace.cli.Folders;
import io.millrace.cli.UserException;
import io.millrace.cli.replay.LocalCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what windowed features cost on this machine. */
@Command(
    name = "features",
    description = {
      "Measure what windowed features cost, with RocksDB and checkpoints every ten seconds.",
      "Prints the cost of windows of 1, 7 and 30 days over that of 1 day alone, the throughput with"
          + " 1,000,000 keys over that with 10,000, and the bytes of state a key. Each figure is"
          + " printed as it comes, and medians at the end. Runs for some seven minutes; leave the"
          + " machine alone meanwhile."
    },
    sortOptions = false)
final class FeaturesBenchCommand implements Callable<Integer> {
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often everything is measured, in turn (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--scale",
      paramLabel = "SHARE",
      defaultValue = "1",
      description =
          "Share of the keys and events to run with, for a quick look (default: ${DEFAULT-VALUE}).")
  private double scale;

  @Option(names = "--out", paramLabel = "FILE", description = "Also write the results as JSON.")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (rounds < 1) {
      throw new UserException("--rounds is 1 or more, got " + rounds);
    }
    if (!(scale > 0 && scale <= 1)) {
      throw new UserException("--scale is above 0 and at most 1, got " + scale);
    }
    Path checkpoints = Files.createTempDirectory("millrace-bench");
    try {
      measure(checkpoints);
    } finally {
      Folders.delete(checkpoints);
    }
    return ExitCode.OK;
  }

  private void measure(Path checkpoints) throws Exception {
    try (LocalCluster cluster = LocalCluster.start(1, checkpoints, CHECKPOINT_INTERVAL)) {
      FeaturesBench bench = new FeaturesBench(cluster, scale);
      FeaturesReport report = new FeaturesReport(bench, spec.commandLine().getOut());
      report.begin(rounds);
      bench.run(rounds, report::printTime, report::printSize);
      report.print();
      if (out != null) {
        report.write(out);
      }
    }
  }
}
