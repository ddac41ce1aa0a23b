package io.millrace.cli.bench.files;

import io.millrace.cli.ExitCode;
import io.millrace.cli.Folders;
import io.millrace.cli.UserException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how many files a day the lake gets, with each of the ways to write them. */
@Command(
    name = "files",
    description = {
      "Count the files that a checkpoint adds to the lake at several rates, for each way to write"
          + " them, and tell how many that is a day.",
      "File size and bytes between two checkpoints are divided by --scale, and the job runs at what"
          + " is left; its files a checkpoint times the checkpoints of a day are the files a day."
    },
    sortOptions = false)
public final class FilesBenchCommand implements Callable<Integer> {
  private static final long FILE_BYTES = 128L << 20;

  /** What the managed service does. */
  private static final Duration REAL_INTERVAL = Duration.ofMinutes(1);

  @Option(
      names = "--rates",
      paramLabel = "MB/S",
      split = ",",
      defaultValue = "1,10,100",
      description = "Megabytes of records a second (default: ${DEFAULT-VALUE}).")
  private List<Double> rates;

  @Option(
      names = "--writers",
      paramLabel = "N",
      defaultValue = "4",
      description = "Parallelism of the job (default: ${DEFAULT-VALUE}).")
  private int writers;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "Between two checkpoints here (default: ${DEFAULT-VALUE}).")
  private Duration interval;

  @Option(
      names = "--checkpoints",
      paramLabel = "N",
      defaultValue = "4",
      description = "Checkpoints that are counted in each run (default: ${DEFAULT-VALUE}).")
  private int checkpoints;

  @Option(
      names = "--scale",
      paramLabel = "N",
      defaultValue = "1024",
      description = "By what bytes are divided, at most 2048 (default: ${DEFAULT-VALUE}).")
  private double scale;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (writers < 1 || writers > 64) {
      throw new UserException("--writers is a number from 1 to 64, got " + writers);
    }
    if (interval.toSeconds() < 1 || checkpoints < 1) {
      throw new UserException("--checkpoint-interval is 1s or more, --checkpoints 1 or more");
    }
    if (!(scale >= 1 && scale <= 2048) || rates.stream().anyMatch(rate -> !(rate > 0))) {
      throw new UserException("--scale is a number from 1 to 2048, --rates are above 0");
    }
    Path folder = Files.createTempDirectory("millrace-bench");
    try {
      report(new FilesBench(folder, writers, scale, interval, checkpoints));
      return ExitCode.OK;
    } finally {
      Folders.delete(folder);
    }
  }

  private void report(FilesBench bench) throws Exception {
    Map<String, String> ways = new LinkedHashMap<>();
    ways.put("all write", "writers: all");
    ways.put("routed", "writers: auto");
    ways.put("all write, compacted", "writers: all, compact: true");
    ways.put("routed, compacted", "writers: auto, compact: true");
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%d writers, one partition an hour, files of %d MiB, a checkpoint each %ds;"
            + " measured at 1/%.0f of the bytes, a checkpoint each %ds%n",
        writers,
        FILE_BYTES >> 20,
        REAL_INTERVAL.toSeconds(),
        scale,
        interval.toSeconds());
    out.printf(
        "%8s  %-22s %12s %18s %12s%n", "MB/s", "files", "checkpoints", "a checkpoint", "a day");
    for (double rate : rates) {
      for (Map.Entry<String, String> way : ways.entrySet()) {
        List<Integer> files =
            bench.run(way.getValue(), FILE_BYTES, rate * 1e6 * REAL_INTERVAL.toSeconds());
        row(out, rate, way.getKey(), files);
      }
    }
  }

  private static void row(PrintWriter out, double rate, String way, List<Integer> files) {
    double mean = files.stream().mapToInt(Integer::intValue).average().orElse(Double.NaN);
    long checkpointsADay = Duration.ofDays(1).dividedBy(REAL_INTERVAL);
    out.printf(
        Locale.ROOT,
        "%8.0f  %-22s %,12d %7.1f (%3d to %3d) %,12.0f%n",
        rate,
        way,
        files.size(),
        mean,
        files.stream().min(Integer::compare).orElse(0),
        files.stream().max(Integer::compare).orElse(0),
        mean * checkpointsADay);
    out.flush();
  }
}
