package io.millrace.cli.bench.outage;

import io.millrace.cli.ExitCode;
import io.millrace.cli.Folders;
import io.millrace.cli.UserException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what a warehouse that is down does to checkpoints. */
@Command(
    name = "outage",
    description = {
      "Measure how long checkpoints take while the warehouse is there, while it is down, and while"
          + " it takes what waited, in one job at a steady rate."
    },
    sortOptions = false)
public final class OutageBenchCommand implements Callable<Integer> {
  /** How much longer a checkpoint may take while the warehouse is down. */
  private static final double MOST = 1.2;

  private static final double HIGH = 0.95;

  @Option(
      names = "--down",
      paramLabel = "DURATION",
      defaultValue = "10m",
      description = "How long the warehouse is down (default: ${DEFAULT-VALUE}).")
  private Duration down;

  @Option(
      names = "--normal",
      paramLabel = "DURATION",
      defaultValue = "5m",
      description = "How long it is there before, and again after (default: ${DEFAULT-VALUE}).")
  private Duration normal;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "500",
      description = "Events a second (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (down.toSeconds() < 5 || normal.toSeconds() < 5) {
      throw new UserException("--down and --normal are 5s or more, for checkpoints to be measured");
    }
    if (!(rate >= 1 && rate <= 100_000)) {
      throw new UserException("--rate is a number from 1 to 100,000, got " + rate);
    }
    Path folder = Files.createTempDirectory("millrace-bench");
    try {
      return report(new Outage(folder, rate, normal, down).run());
    } finally {
      Folders.delete(folder);
    }
  }

  private int report(Outage outage) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%-26s %12s %10s %10s %10s%n",
        "warehouse", "checkpoints", "median ms", "mean ms", "p95 ms");
    List<Duration> there = outage.whileThere();
    List<Duration> gone = outage.whileGone();
    row(out, "there", there);
    row(out, "down", gone);
    row(out, "there again, catching up", outage.afterwards());
    double ratio = quantile(gone, 0.5) / quantile(there, 0.5);
    boolean whole = outage.loaded() == outage.written() && outage.restarts() == 0;
    out.printf(
        Locale.ROOT,
        "written %,d, loaded %,d, restarts %d%n",
        outage.written(),
        outage.loaded(),
        outage.restarts());
    out.printf(
        Locale.ROOT,
        "down against there: median %.2f, mean %.2f, p95 %.2f times; the median within %.1f: %s%n",
        ratio,
        mean(gone) / mean(there),
        quantile(gone, HIGH) / quantile(there, HIGH),
        MOST,
        ratio <= MOST ? "yes" : "no");
    return ratio <= MOST && whole ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private static void row(PrintWriter out, String name, List<Duration> durations) {
    out.printf(
        Locale.ROOT,
        "%-26s %,12d %,10.0f %,10.0f %,10.0f%n",
        name,
        durations.size(),
        quantile(durations, 0.5),
        mean(durations),
        quantile(durations, HIGH));
    out.flush();
  }

  private static double mean(List<Duration> durations) {
    return durations.stream().mapToLong(Duration::toMillis).average().orElse(Double.NaN);
  }

  /** In milliseconds. */
  private static double quantile(List<Duration> durations, double q) {
    List<Duration> sorted = durations.stream().sorted().collect(Collectors.toList());
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get((int) Math.min(sorted.size() - 1, q * sorted.size())).toMillis();
  }
}
