package io.millrace.cli.bench.inference;

import io.millrace.cli.ExitCode;
import io.millrace.cli.Folders;
import io.millrace.cli.Progress;
import io.millrace.cli.UserException;
import io.millrace.cli.replay.LocalCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what batches bring to scoring on this machine. */
@Command(
    name = "inference",
    description = {
      "Measure scoring against an endpoint of 5 ms a request and 20 us a record, with 8 requests in"
          + " flight: throughput, and the p99 of the added latency at half load, for batches of 1"
          + " to 512 events.",
      "Batches of 1 are one request an event. Leave the machine alone meanwhile."
    },
    sortOptions = false)
public final class InferenceBenchCommand implements Callable<Integer> {
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "5",
      description = "About how long each of the 20 measurements takes (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Also write the curve: inference.csv and inference.svg.")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (!(seconds >= 0.1 && seconds <= 600)) {
      throw new UserException("--seconds is from 0.1 to 600, got " + seconds);
    }
    Path checkpoints = Files.createTempDirectory("millrace-bench");
    try {
      return report(measure(checkpoints));
    } finally {
      Folders.delete(checkpoints);
    }
  }

  private InferenceCurve measure(Path checkpoints) throws Exception {
    try (LocalCluster cluster = LocalCluster.start(1, checkpoints, CHECKPOINT_INTERVAL);
        Progress progress =
            Progress.of("bench inference", "measurements", InferenceBench.measurements())) {
      AtomicInteger taken = new AtomicInteger();
      return new InferenceBench(cluster, seconds)
          .run(() -> progress.stepTo(taken.incrementAndGet()));
    }
  }

  private int report(InferenceCurve curve) throws IOException {
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.printf(
        "%6s %12s %10s %12s %12s%n", "batch", "events/s", "x single", "p99 ms", "bound ms");
    boolean kept = true;
    for (InferenceCurve.Point point : curve.points()) {
      terminal.printf(
          Locale.ROOT,
          "%6d %,12.0f %10.1f %12.2f %12.2f%n",
          point.records,
          point.throughput,
          curve.speedUp(point),
          point.p99Millis,
          point.boundMillis);
      if (point.records == InferenceBench.DEFAULT_RECORDS) {
        kept =
            curve.speedUp(point) >= InferenceCurve.LEAST_SPEED_UP
                && point.p99Millis <= point.boundMillis;
      }
    }
    terminal.printf(
        Locale.ROOT,
        "with batches of %d: at least %.0f times the throughput of one request an event, and p99"
            + " within its bound: %s%n",
        InferenceBench.DEFAULT_RECORDS,
        InferenceCurve.LEAST_SPEED_UP,
        kept ? "yes" : "no");
    if (out != null) {
      Files.createDirectories(out);
      Files.writeString(out.resolve("inference.csv"), curve.toCsv());
      Files.writeString(out.resolve("inference.svg"), CurvePicture.of(curve));
      terminal.printf("written to %s%n", out);
    }
    return kept ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }
}
