package io.millrace.cli.generate;

import io.millrace.cli.UserException;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Option;

/** How many events, of whom, and over which time; options of {@code millrace generate}. */
public final class PopulationOptions {
  private static final int MOST_CUSTOMERS = Agenda.MAX_ACTORS / 2;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed and options, the same bytes (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "Events, copies sent again not counted (default: ${DEFAULT-VALUE}).")
  private long events = 100_000;

  @Option(
      names = "--customers",
      paramLabel = "N",
      description = "Card holders (default: ${DEFAULT-VALUE}).")
  private int customers = 1_000;

  @Option(
      names = "--terminals",
      paramLabel = "N",
      description = "Terminals (default: ${DEFAULT-VALUE}).")
  private int terminals = 500;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description = "Event time of the beginning, UTC (default: ${DEFAULT-VALUE}).")
  private Instant start = Instant.parse("2026-06-01T00:00:00Z");

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Days of event time that the events spread over (default: ${DEFAULT-VALUE}).")
  private double days = 60;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Events a second of event time, on average over a day; instead of --days.")
  private Double rate;

  public PopulationOptions withSeed(long newSeed) {
    this.seed = newSeed;
    return this;
  }

  public PopulationOptions withEvents(long newEvents) {
    this.events = newEvents;
    return this;
  }

  public PopulationOptions withCustomers(int newCustomers) {
    this.customers = newCustomers;
    return this;
  }

  public PopulationOptions withTerminals(int newTerminals) {
    this.terminals = newTerminals;
    return this;
  }

  /** Spreads the events over these days of event time. */
  public PopulationOptions withDays(double newDays) {
    this.days = newDays;
    this.rate = null;
    return this;
  }

  /** Sets events a second of event time, instead of a number of days. */
  public PopulationOptions withRate(double newRate) {
    this.rate = newRate;
    return this;
  }

  long seed() {
    return seed;
  }

  public long events() {
    return events;
  }

  int customers() {
    return customers;
  }

  int terminals() {
    return terminals;
  }

  Instant start() {
    return start;
  }

  /** Events a second of event time, on average over a day. */
  double eventsPerSecond() {
    return rate != null ? rate : events / (days * Duration.ofDays(1).toSeconds());
  }

  /**
   * Refuses what cannot be simulated.
   *
   * @throws UserException naming the option
   */
  void check() {
    require(events >= 1, "--events must be 1 or more, got " + events);
    require(
        customers >= 1 && customers <= MOST_CUSTOMERS,
        "--customers must be between 1 and " + MOST_CUSTOMERS + ", got " + customers);
    require(
        terminals >= 1 && terminals <= MOST_CUSTOMERS,
        "--terminals must be between 1 and " + MOST_CUSTOMERS + ", got " + terminals);
    require(days > 0, "--days must be more than 0, got " + days);
    require(
        rate == null || (rate > 0 && rate <= 1_000_000),
        "--rate must be more than 0 and at most 1000000, got " + rate);
    double span = events / eventsPerSecond();
    require(
        span < Duration.ofDays(3660).toSeconds(),
        "the events would spread over more than ten years; lower --days or raise --rate");
    require(
        !start.isBefore(Instant.EPOCH) && start.isBefore(Instant.parse("2080-01-01T00:00:00Z")),
        "--start must be between 1970 and 2080, got " + start);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new UserException(message);
    }
  }
}
