package io.millrace.cli.size;

import io.millrace.cli.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How large each part of the platform has to be for a load, and what it costs a month. A pure
 * computation: everything it assumes is said in {@link #assumptions}.
 */
final class Sizing {
  /**
   * <a href="https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html">…</a>
   */
  private static final double SHARD_RECORDS = 1_000;

  private static final double SHARD_BYTES = 1 << 20;

  /** What Kinesis counts and bills beside the payload: a partition key of some 16 bytes. */
  private static final int KEY_BYTES = 16;

  /** On demand, each record is billed as whole kilobytes; provisioned, as whole units of 25. */
  private static final int ON_DEMAND_UNIT = 1_024;

  private static final int PUT_UNIT = 25 * 1_024;
  private static final double GIGA = 1e9;
  private static final double MILLION = 1e6;
  private static final double HOURS = 730;
  private static final double SECONDS = HOURS * 3_600;
  private static final int STORAGE_OF_KPU = 50;
  private static final int DAY_HOURS = 24;
  private static final double DAYS = HOURS / DAY_HOURS;
  private static final double CHECKPOINT_SECONDS = 60;
  private static final int FILES_OF_CHECKPOINT = 12;

  private final SizeInput input;
  private final PriceTable prices;
  private final List<Part> parts = new ArrayList<>();
  private final List<String> assumptions = new ArrayList<>();

  /** A part of the platform. */
  static final class Part {
    final String name;
    final String size;
    final String why;
    final double usd;

    Part(String name, String size, String why, double usd) {
      this.name = name;
      this.size = size;
      this.why = why;
      this.usd = usd;
    }
  }

  private Sizing(SizeInput input, PriceTable prices) {
    this.input = input;
    this.prices = prices;
  }

  /**
   * Sizes the platform.
   *
   * @throws UserException when a price is missing
   */
  static Sizing of(SizeInput input, PriceTable prices) {
    Sizing sizing = new Sizing(input, prices);
    sizing.assume(
        "%,.0f events/s of %,d bytes, all day and all month (%.0f hours): %,.1f million events,"
            + " %,.0f GB.",
        input.rate,
        input.bytes,
        HOURS,
        sizing.monthlyEvents() / MILLION,
        sizing.monthlyEvents() * input.bytes / GIGA);
    sizing.assume(
        "Nothing is loaded beyond %.0f %% of what it holds (--use); peaks, restarts and a hot key"
            + " have the rest.",
        100 * input.use);
    sizing.stream();
    sizing.application();
    sizing.endpoint();
    sizing.warehouse();
    sizing.lake();
    sizing.assumptions.add(prices.origin());
    sizing.assume(
        "Not in it: network, API, security services, dashboards and a second region; the bill of"
            + " the Terraform has them.");
    return sizing;
  }

  private double monthlyEvents() {
    return input.rate * SECONDS;
  }

  private void assume(String words, Object... values) {
    assumptions.add(String.format(Locale.ROOT, words, values));
  }

  private static String text(String words, Object... values) {
    return String.format(Locale.ROOT, words, values);
  }

  private static double up(double value) {
    return Math.max(1, Math.ceil(value - 1e-9));
  }

  private void stream() {
    double byRecords = input.rate / (SHARD_RECORDS * input.use);
    double byBytes = input.rate * (input.bytes + KEY_BYTES) / (SHARD_BYTES * input.use);
    double shards = up(Math.max(byRecords, byBytes));
    double extra = input.retentionHours > DAY_HOURS ? 1 : 0;
    double provisioned =
        shards * HOURS * (prices.usd("kinesis-shard") + extra * prices.usd("kinesis-retention"))
            + monthlyEvents()
                * up((double) input.bytes / PUT_UNIT)
                / MILLION
                * prices.usd("kinesis-put");
    double billedBytes = up((double) (input.bytes + KEY_BYTES) / ON_DEMAND_UNIT) * ON_DEMAND_UNIT;
    double billed = monthlyEvents() * billedBytes / (1L << 30);
    double read = monthlyEvents() * (input.bytes + KEY_BYTES) / (1L << 30);
    double onDemand =
        HOURS * prices.usd("kinesis-on-demand")
            + billed * prices.usd("kinesis-on-demand-in")
            + read * prices.usd("kinesis-on-demand-out")
            + read
                / HOURS
                * Math.max(0, input.retentionHours - DAY_HOURS)
                * prices.usd("kinesis-on-demand-retention");
    boolean fixed = provisioned <= onDemand;
    String limit = byRecords >= byBytes ? "records" : "bytes";
    parts.add(
        new Part(
            "Kinesis",
            fixed ? text("%,.0f shards", shards) : "on demand",
            fixed
                ? text("by %s; on demand: %,.2f USD", limit, onDemand)
                : text("%,.0f shards would be %,.2f USD", shards, provisioned),
            Math.min(provisioned, onDemand)));
    assume(
        "A shard takes 1,000 records and 1 MiB a second, partition key included (AWS); keys spread"
            + " evenly.");
    assume(
        "On demand, a record is billed as %,.0f bytes (whole KiB); one consumer reads each once;"
            + " records stay %d hours.",
        billedBytes, input.retentionHours);
  }

  private void application() {
    double kpus = up(input.rate / (input.eventsPerKpu.value() * input.use));
    double hours = (kpus + 1) * HOURS;
    parts.add(
        new Part(
            "Flink",
            text("%,.0f KPUs", kpus),
            "parallelism " + text("%.0f", kpus) + ", one KPU more to direct them",
            hours * prices.usd("flink-kpu") + kpus * STORAGE_OF_KPU * prices.usd("flink-storage")));
    assumptions.add("Events/s of a KPU (1 vCPU, 4 GB): " + input.eventsPerKpu.words() + '.');
  }

  private void endpoint() {
    if (input.scored <= 0) {
      return;
    }
    double scored = input.rate * input.scored;
    double instances = Math.max(2, up(scored / (input.scoresPerInstance.value() * input.use)));
    String price = "sagemaker-" + input.instance;
    parts.add(
        new Part(
            "SageMaker",
            text("%,.0f × %s", instances, input.instance),
            text("%,.0f events/s to score", scored),
            instances * HOURS * prices.usd(price)));
    assume(
        "%.0f %% of the events are scored (--scored), in batches of 128; never fewer than two"
            + " instances, in two zones.",
        100 * input.scored);
    assumptions.add("Scores/s of an instance: " + input.scoresPerInstance.words() + '.');
  }

  private void warehouse() {
    double rows = input.rate * CHECKPOINT_SECONDS;
    double seconds = rows / input.copyRate.value();
    double busy = seconds / CHECKPOINT_SECONDS;
    double gigabytes = kept();
    double nodes = Math.max(2, up(2 * busy / input.use));
    String price = "redshift-" + input.node;
    parts.add(
        new Part(
            "Redshift",
            text("%,.0f × %s", nodes, input.node),
            text(
                "a load a minute: %,.0f rows in %.1f s, %.0f %% of the time",
                rows, seconds, 100 * busy),
            nodes * HOURS * prices.usd(price) + gigabytes * prices.usd("redshift-storage")));
    assume(
        "Queries decide the nodes of a warehouse, not loads: two nodes unless loading alone keeps"
            + " them busy; rows are kept %d days (--keep-days), %,.0f GB.",
        input.keepDays, gigabytes);
    assumptions.add("Rows/s of COPY into two nodes: " + input.copyRate.words() + '.');
  }

  private double kept() {
    return monthlyEvents() / DAYS * input.keepDays * input.rowBytes.value() / GIGA;
  }

  private void lake() {
    double gigabytes = kept();
    double checkpoints = SECONDS / CHECKPOINT_SECONDS;
    parts.add(
        new Part(
            "S3",
            text("%,.0f GB", gigabytes),
            text("%d days of rows", input.keepDays),
            gigabytes * prices.usd("s3-standard")
                + checkpoints * FILES_OF_CHECKPOINT / 1_000 * prices.usd("s3-put")));
    assumptions.add("Bytes of a row as Parquet: " + input.rowBytes.words() + '.');
    assume("A checkpoint a minute, %d files and manifests each.", FILES_OF_CHECKPOINT);
  }

  List<Part> parts() {
    return List.copyOf(parts);
  }

  /** US dollars a month. */
  double total() {
    return parts.stream().mapToDouble(part -> part.usd).sum();
  }

  /** Everything that was taken for true, a sentence each. */
  List<String> assumptions() {
    return List.copyOf(assumptions);
  }
}
