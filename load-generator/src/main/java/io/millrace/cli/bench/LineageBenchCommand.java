package io.millrace.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.millrace.cli.ExitCode;
import io.millrace.cli.Folders;
import io.millrace.cli.Millrace;
import io.millrace.cli.UserException;
import io.millrace.cli.bench.quality.QualityBenchCommand;
import io.millrace.cli.replay.ReplayCommand;
import io.millrace.cli.replay.RunFolder;
import io.millrace.job.Run;
import io.millrace.job.lineage.HttpLineageTransport;
import io.millrace.job.lineage.NoTransport;
import io.millrace.job.lineage.SpooledTransport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what lineage events cost a replay on this machine. */
@Command(
    name = "lineage",
    description = {
      "Measure what OpenLineage events cost a replay: the same payments, with an event for every"
          + " checkpoint, a second apart, sent to a server over HTTP, and without, in turn.",
      "Leave the machine alone meanwhile."
    },
    sortOptions = false)
public final class LineageBenchCommand implements Callable<Integer> {
  /** Share of the throughput that lineage may cost. */
  private static final double MOST_COST = 0.05;

  private static final String WITHOUT = "without";
  private static final String WITH = "with";
  private static final long SPOOL_BYTES = 64_000_000;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Events of a replay (default: ${DEFAULT-VALUE}).")
  private long events;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Replays of each kind, after one of each over a tenth of the events, which does not count"
              + " (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Spec private CommandSpec spec;

  private final LongAdder received = new LongAdder();

  @Override
  public Integer call() throws Exception {
    if (rounds < 1 || rounds > 100) {
      throw new UserException("--rounds is a number from 1 to 100, got " + rounds);
    }
    Path folder = Files.createTempDirectory("millrace-bench");
    HttpServer backend = backend();
    try {
      return measure(folder, backend.getAddress().getPort());
    } finally {
      backend.stop(0);
      Folders.delete(folder);
    }
  }

  /** Takes every event, as a lineage backend does. */
  private HttpServer backend() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/lineage",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          received.increment();
          exchange.sendResponseHeaders(201, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private int measure(Path folder, int port) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Path input = payments(folder.resolve("payments.avro"), events);
    Path tenth = payments(folder.resolve("tenth.avro"), Math.max(1, events / 10));
    Path pipeline = QualityBenchCommand.pipeline(folder.resolve("pipeline"), true);
    Consumer<Run.Builder> without = run -> run.lineage(new NoTransport());
    Consumer<Run.Builder> with = run -> run.lineage(transport(folder, port), Duration.ZERO);
    Rounds.Measurement bare = () -> replay(without, pipeline, input, folder.resolve("out"));
    Rounds.Measurement told = () -> replay(with, pipeline, input, folder.resolve("out"));
    Rounds replays = new Rounds();
    replays.add(WITHOUT, () -> replay(without, pipeline, tenth, folder.resolve("out")), bare);
    replays.add(WITH, () -> replay(with, pipeline, tenth, folder.resolve("out")), told);
    out.printf(
        "%,d payments are replayed %d times, after two replays of a tenth of them.%n%6s %10s"
            + " %16s%n",
        events, 2 * rounds, "round", "lineage", "events/s");
    out.flush();
    replays.run(
        rounds,
        (round, name, rate) -> {
          out.printf(Locale.ROOT, "%6d %10s %,16.0f%n", round, name, rate);
          out.flush();
        });
    double cost = 1 - replays.ratio(WITH, WITHOUT);
    boolean kept = cost <= MOST_COST;
    out.printf(
        Locale.ROOT,
        "%6s %10s %,16.0f%n%6s %10s %,16.0f%n%,d lineage events were received.%n"
            + "Lineage costs at most %.0f %% of the throughput: %s, %.1f %% by the median of the"
            + " rounds%n",
        "median",
        WITHOUT,
        replays.median(WITHOUT),
        "median",
        WITH,
        replays.median(WITH),
        received.sum(),
        MOST_COST * 100,
        kept ? "yes" : "no",
        cost * 100);
    return kept ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private Path payments(Path file, long count) {
    execute(Millrace.commandLine(), "generate", "--out=" + file, "--events=" + count, "--days=10");
    return file;
  }

  private static SpooledTransport transport(Path folder, int port) {
    Duration second = Duration.ofSeconds(1);
    return new SpooledTransport(
        new HttpLineageTransport(
            URI.create("http://127.0.0.1:" + port), null, second.multipliedBy(5)),
        folder.resolve("spool").toString(),
        SPOOL_BYTES,
        new SpooledTransport.Pauses(second, second, second));
  }

  /** Events a second of a whole replay, loads included. */
  private double replay(Consumer<Run.Builder> lineage, Path pipeline, Path input, Path out)
      throws IOException {
    execute(
        Millrace.commandLine(ReplayCommand.with(lineage)),
        "replay",
        pipeline.toString(),
        "--input=" + input,
        "--out=" + out,
        "--checkpoint-interval=1s");
    double rate =
        new ObjectMapper()
            .readTree(out.resolve(RunFolder.SUMMARY).toFile())
            .path("eventsPerSecond")
            .asDouble();
    Folders.delete(out);
    return rate;
  }

  private void execute(CommandLine command, String... arguments) {
    command.setOut(new PrintWriter(Writer.nullWriter()));
    command.setErr(spec.commandLine().getErr());
    int code = command.execute(arguments);
    if (code != ExitCode.OK) {
      throw new IllegalStateException(
          "expected " + arguments[0] + " to end with 0, got " + code + "; nothing was measured");
    }
  }
}
