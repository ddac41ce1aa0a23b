package io.millrace.cli.generate;

import io.millrace.cli.UserException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What is wrong with the events, and how often; options of {@code millrace generate}. */
public final class FaultOptions {
  private static final Duration MOST_DISORDER = Duration.ofDays(1);

  @Option(
      names = "--disorder",
      paramLabel = "TIME",
      description =
          "Events arrive up to this much later than they happened; none counts as late while this"
              + " is at most the pipeline's ordering, 5s (default: 3s).")
  private Duration disorder = Duration.ofSeconds(3);

  @Option(
      names = "--missing",
      paramLabel = "RATE",
      description = "Share of events in which a field that may be null is (0 to 1).")
  private double missing;

  @Option(
      names = "--duplicates",
      paramLabel = "RATE",
      description = "Share of events that are sent once more, up to a minute later.")
  private double duplicates;

  @Option(
      names = "--late",
      paramLabel = "RATE",
      description = "Share of events that come up to two hours late; they are written and flagged.")
  private double late;

  @Option(
      names = "--malformed",
      paramLabel = "RATE",
      description = "Share of records whose bytes cannot be decoded: dead letters.")
  private double malformed;

  @Option(
      names = "--oversized",
      paramLabel = "RATE",
      description = "Share of records longer than the pipeline's event.max-bytes: dead letters.")
  private double oversized;

  @Option(
      names = "--ahead",
      paramLabel = "RATE",
      description = "Share of events from a device whose clock is a century ahead: dead letters.")
  private double ahead;

  @Option(
      names = "--quarantine",
      paramLabel = "RATE",
      description = "Share of events that break one of the pipeline's row rules.")
  private double quarantine;

  public FaultOptions withDisorder(Duration newDisorder) {
    this.disorder = newDisorder;
    return this;
  }

  public FaultOptions withMissing(double rate) {
    this.missing = rate;
    return this;
  }

  public FaultOptions withDuplicates(double rate) {
    this.duplicates = rate;
    return this;
  }

  public FaultOptions withLate(double rate) {
    this.late = rate;
    return this;
  }

  public FaultOptions withMalformed(double rate) {
    this.malformed = rate;
    return this;
  }

  public FaultOptions withOversized(double rate) {
    this.oversized = rate;
    return this;
  }

  public FaultOptions withAhead(double rate) {
    this.ahead = rate;
    return this;
  }

  public FaultOptions withQuarantine(double rate) {
    this.quarantine = rate;
    return this;
  }

  Duration disorder() {
    return disorder;
  }

  double missing() {
    return missing;
  }

  double duplicates() {
    return duplicates;
  }

  double late() {
    return late;
  }

  double malformed() {
    return malformed;
  }

  double oversized() {
    return oversized;
  }

  double ahead() {
    return ahead;
  }

  double quarantine() {
    return quarantine;
  }

  /** Every rate by its option's name. */
  Map<String, Double> rates() {
    Map<String, Double> rates = new LinkedHashMap<>();
    rates.put("missing", missing);
    rates.put("duplicates", duplicates);
    rates.put("late", late);
    rates.put("malformed", malformed);
    rates.put("oversized", oversized);
    rates.put("ahead", ahead);
    rates.put("quarantine", quarantine);
    return rates;
  }

  /**
   * Refuses rates that are none.
   *
   * @throws UserException naming the option
   */
  void check() {
    rates()
        .forEach(
            (name, rate) -> {
              if (!(rate >= 0 && rate <= 1)) {
                throw new UserException(
                    "--" + name + " is a share of the events, from 0 to 1, got " + rate);
              }
            });
    if (malformed + oversized + ahead + quarantine > 1) {
      throw new UserException(
          "--malformed, --oversized, --ahead and --quarantine exclude each other, so together"
              + " they are at most 1");
    }
    if (disorder.isNegative() || disorder.compareTo(MOST_DISORDER) > 0) {
      throw new UserException("--disorder must be between 0s and 1d, got " + disorder);
    }
  }
}
