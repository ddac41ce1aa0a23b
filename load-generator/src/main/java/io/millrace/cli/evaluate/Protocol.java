package io.millrace.cli.evaluate;

import io.millrace.cli.UserException;
import io.millrace.cli.lake.Period;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The periods of an evaluation. A label becomes known some delay after its event, so the test may
 * not begin before every label of the training period is known: a model that learnt from later
 * labels than it could have had looks better than it is.
 *
 * <p>Days are those of event time, in UTC.
 */
final class Protocol {
  private final Period training;
  private final LocalDate testFrom;
  private final LocalDate testUntil;
  private final Duration delay;

  private Protocol(Period training, LocalDate testFrom, LocalDate testUntil, Duration delay) {
    this.training = training;
    this.testFrom = testFrom;
    this.testUntil = testUntil;
    this.delay = delay;
  }

  /**
   * @param training what the model was trained on, its end known
   * @param testUntil day after the last of the test
   * @param delay how long after its event a label is known
   * @throws UserException when the test is empty or begins too early
   */
  static Protocol of(Period training, LocalDate testFrom, LocalDate testUntil, Duration delay) {
    if (!testFrom.isBefore(testUntil)) {
      throw new UserException(
          "--test-from and --test-until must give a period that ends after it begins, got "
              + testFrom
              + " until "
              + testUntil);
    }
    Instant known = training.until().orElseThrow().plus(delay);
    if (start(testFrom).isBefore(known)) {
      throw new UserException(
          String.format(
              "the test begins on %s, before all labels of the training period %s are known, on"
                  + " %s: give a later --test-from or a shorter --delay",
              testFrom, training, Period.text(known)));
    }
    return new Protocol(training, testFrom, testUntil, delay);
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** The day of an event time. */
  static LocalDate day(long micros) {
    return LocalDate.ofEpochDay(Math.floorDiv(micros, Duration.ofDays(1).toMillis() * 1_000));
  }

  /** From the beginning of the training to the end of the test. */
  Period whole() {
    return Period.of(training.from().orElse(null), start(testUntil), "--train-from, --test-until");
  }

  boolean isTested(long micros) {
    return micros >= Period.micros(start(testFrom)) && micros < Period.micros(start(testUntil));
  }

  /** Labels of events before this moment are known when the day begins; microseconds. */
  long knownBefore(LocalDate day) {
    return Period.micros(start(day).minus(delay));
  }

  Period training() {
    return training;
  }

  LocalDate testFrom() {
    return testFrom;
  }

  LocalDate testUntil() {
    return testUntil;
  }

  Duration delay() {
    return delay;
  }
}
