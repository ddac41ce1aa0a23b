package io.millrace.cli.size;

import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells how large the platform has to be for a load, and what that costs a month. */
@Command(
    name = "size",
    description =
        "Size the platform for a load: shards or on-demand, KPUs, endpoint instances, Redshift's"
            + " load and the monthly cost, with everything that is assumed.",
    sortOptions = false)
public final class SizeCommand implements Callable<Integer> {
  @Mixin private Load load = new Load();
  @Mixin private Choice choice = new Choice();

  @Option(
      names = "--events-per-kpu",
      paramLabel = "N",
      description = "Events/s that one KPU of your job takes, as you measured it.")
  private Double eventsPerKpu;

  @Option(
      names = "--scores-per-instance",
      paramLabel = "N",
      description = "Scores/s of one endpoint instance, as you measured it.")
  private Double scoresPerInstance;

  @Option(
      names = "--copy-rate",
      paramLabel = "N",
      description = "Rows/s that COPY takes, as you measured it.")
  private Double copyRate;

  @Option(
      names = "--row-bytes",
      paramLabel = "N",
      description = "Bytes of a row in the lake, as you measured it.")
  private Double rowBytes;

  @Spec private CommandSpec spec;

  /** What comes in. */
  static final class Load {
    @Option(names = "--rate", paramLabel = "N", required = true, description = "Events a second.")
    double rate;

    @Option(
        names = "--bytes",
        paramLabel = "N",
        required = true,
        description = "Bytes of an event, as it lies in the stream.")
    int bytes;

    @Option(
        names = "--scored",
        paramLabel = "SHARE",
        defaultValue = "1",
        description = "Share of the events that are scored (default: ${DEFAULT-VALUE}).")
    double scored;
  }

  /** What the user decides. */
  static final class Choice {
    @Option(
        names = "--use",
        paramLabel = "SHARE",
        defaultValue = "0.7",
        description =
            "Share of its capacity that a part may be loaded with (default: ${DEFAULT-VALUE}).")
    double use;

    @Option(
        names = "--retention-hours",
        paramLabel = "N",
        defaultValue = "24",
        description = "How long the stream keeps records (default: ${DEFAULT-VALUE}).")
    int retentionHours;

    @Option(
        names = "--keep-days",
        paramLabel = "N",
        defaultValue = "90",
        description = "How long lake and warehouse keep rows (default: ${DEFAULT-VALUE}).")
    int keepDays;

    @Option(
        names = "--instance",
        paramLabel = "TYPE",
        defaultValue = "ml.m5.large",
        description = "Instances of the endpoint (default: ${DEFAULT-VALUE}).")
    String instance;

    @Option(
        names = "--node",
        paramLabel = "TYPE",
        defaultValue = "ra3.xlplus",
        description = "Nodes of Redshift (default: ${DEFAULT-VALUE}).")
    String node;

    @Option(
        names = "--region",
        paramLabel = "REGION",
        defaultValue = "eu-west-1",
        description = "Whose prices (default: ${DEFAULT-VALUE}).")
    String region;
  }

  @Override
  public Integer call() throws Exception {
    within("--rate", load.rate, Double.MIN_VALUE, 1e8, "events a second, more than 0");
    within("--bytes", load.bytes, 1, 1 << 20, "the bytes of an event, 1 to 1,048,576");
    within("--scored", load.scored, 0, 1, "a share from 0 to 1");
    within("--use", choice.use, 0.01, 1, "a share from 0.01 to 1");
    within("--retention-hours", choice.retentionHours, 24, 8_760, "24 to 8,760 hours");
    within("--keep-days", choice.keepDays, 1, 36_500, "days, at least 1");
    positive("--events-per-kpu", eventsPerKpu);
    positive("--scores-per-instance", scoresPerInstance);
    positive("--copy-rate", copyRate);
    positive("--row-bytes", rowBytes);
    SizeInput input =
        new SizeInput(
            load,
            choice,
            Measured.orElse(eventsPerKpu, "--events-per-kpu", "events-per-kpu"),
            Measured.orElse(scoresPerInstance, "--scores-per-instance", "scores-per-instance"),
            Measured.orElse(copyRate, "--copy-rate", "copy-rate"),
            Measured.orElse(rowBytes, "--row-bytes", "row-bytes"));
    print(spec.commandLine().getOut(), Sizing.of(input, PriceTable.of(choice.region)));
    return ExitCode.OK;
  }

  private static void within(String option, double value, double least, double most, String what) {
    if (!(value >= least && value <= most)) {
      throw new UserException(
          option + ": expected " + what + ", got " + String.format(Locale.ROOT, "%s", value));
    }
  }

  private static void positive(String option, Double value) {
    if (value != null) {
      within(option, value, Double.MIN_VALUE, 1e12, "a number above 0");
    }
  }

  private static void print(PrintWriter out, Sizing sizing) {
    out.printf("%-10s %-18s %14s  %s%n", "", "size", "USD a month", "");
    for (Sizing.Part part : sizing.parts()) {
      out.printf(
          Locale.ROOT, "%-10s %-18s %,14.2f  %s%n", part.name, part.size, part.usd, part.why);
    }
    out.printf(Locale.ROOT, "%-10s %-18s %,14.2f%n%nassumed:%n", "total", "", sizing.total());
    sizing.assumptions().forEach(assumption -> out.println("  " + assumption));
  }
}
