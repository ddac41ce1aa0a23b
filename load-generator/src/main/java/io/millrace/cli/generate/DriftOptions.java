package io.millrace.cli.generate;

import io.millrace.cli.UserException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** How the payments change for good at some moment; options of {@code millrace generate}. */
public final class DriftOptions {
  /** What can change. */
  enum Kind {
    /** Amounts are multiplied by the strength. */
    AMOUNT,

    /** Customers pay so many times as often. */
    PACE
  }

  @Option(
      names = "--drift",
      paramLabel = "KIND=STRENGTH",
      description = {
        "What changes for good at --drift-from: amount=2 doubles all amounts, with pace=3"
            + " everybody pays three times as often. May be given for each kind."
      })
  private final Map<Kind, Double> strengths = new EnumMap<>(Kind.class);

  @Option(
      names = "--drift-from",
      paramLabel = "TIME",
      description = "Event time from which on it does, UTC, e.g. 2026-06-10T00:00:00Z.")
  private Instant from;

  /** Lets everybody pay so many times as often from a moment on. */
  public DriftOptions withPace(double factor, Instant from) {
    strengths.put(Kind.PACE, factor);
    this.from = from;
    return this;
  }

  /** Multiplies the amounts of all payments from a moment on. */
  public DriftOptions withAmount(double factor, Instant from) {
    strengths.put(Kind.AMOUNT, factor);
    this.from = from;
    return this;
  }

  boolean isAny() {
    return !strengths.isEmpty();
  }

  /** Event time of the change, milliseconds since the epoch; never when nothing changes. */
  long fromMillis() {
    return isAny() ? from.toEpochMilli() : Long.MAX_VALUE;
  }

  /** What amounts are multiplied by; 1 when they stay. */
  double amount() {
    return strengths.getOrDefault(Kind.AMOUNT, 1.0);
  }

  /** Payments of a customer for each one before. */
  double pace() {
    return strengths.getOrDefault(Kind.PACE, 1.0);
  }

  /** What changes and from when on, for the manifest; empty when nothing does. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    if (isAny()) {
      strengths.forEach(
          (kind, strength) -> map.put(kind.name().toLowerCase(Locale.ROOT), strength));
      map.put("from", from.toString());
    }
    return map;
  }

  /**
   * Refuses what is no change.
   *
   * @throws UserException naming the option
   */
  void check() {
    if (isAny() != (from != null)) {
      throw new UserException(
          isAny()
              ? "--drift needs --drift-from, the event time from which on things change"
              : "--drift-from needs --drift, e.g. --drift amount=2");
    }
    strengths.forEach(
        (kind, strength) -> {
          if (!(strength >= 0.001 && strength <= 1_000)) {
            throw new UserException(
                "--drift "
                    + kind.name().toLowerCase(Locale.ROOT)
                    + " is a factor from 0.001 to 1000, got "
                    + strength);
          }
        });
  }
}
