package io.millrace.cli.lake;

import io.millrace.cli.UserException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A period of event time: its first moment is in it, its last is not. Either end may be open. */
public final class Period {
  private final Instant from;
  private final Instant until;

  private Period(Instant from, Instant until) {
    this.from = from;
    this.until = until;
  }

  /**
   * @param from first moment, or null for a period without beginning
   * @param until moment that ends it, or null for a period without end
   * @param names of the options that gave the two, for the message
   * @throws UserException when it ends before it begins
   */
  public static Period of(Instant from, Instant until, String names) {
    if (from != null && until != null && !from.isBefore(until)) {
      throw new UserException(
          names + " must give a period that ends after it begins, got " + format(from, until));
    }
    return new Period(from, until);
  }

  /** First moment, or empty: without beginning. */
  public Optional<Instant> from() {
    return Optional.ofNullable(from);
  }

  /** Moment that ends the period, or empty: without end. */
  public Optional<Instant> until() {
    return Optional.ofNullable(until);
  }

  /** Microseconds since the epoch, as the lake keeps times. */
  public static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /** The moment of microseconds since the epoch. */
  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** A moment as it would be given: as a date where it is one (UTC). */
  public static String text(Instant time) {
    ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
    return utc.equals(utc.truncatedTo(ChronoUnit.DAYS))
        ? utc.toLocalDate().toString()
        : time.toString();
  }

  private static String format(Instant from, Instant until) {
    return (from == null ? "the beginning" : text(from))
        + " until "
        + (until == null ? "the end" : text(until));
  }

  /** The period in words, e.g. {@code 2018-07-25 until 2018-08-01}. */
  @Override
  public String toString() {
    return format(from, until);
  }
}
