package io.millrace.cli.evaluate;

import io.millrace.cli.UserException;
import io.millrace.cli.lake.LabelledRows;

/** The rows that a test scores: those of its days, without the entities that are known by then. */
final class TestRows {
  private final LabelledRows rows;
  private final int leftOut;

  private TestRows(LabelledRows rows, int leftOut) {
    this.rows = rows;
    this.leftOut = leftOut;
  }

  /**
   * @param all rows from the beginning of the training to the end of the test
   * @param leaveOutKnown whether each day leaves out the entities that are known to be positive
   * @throws UserException when no row is left, or they are not of both labels
   */
  static TestRows of(LabelledRows all, Protocol protocol, boolean leaveOutKnown) {
    LabelledRows period = all.where(row -> protocol.isTested(all.micros(row)));
    KnownPositives known = KnownPositives.of(all);
    LabelledRows rows =
        leaveOutKnown ? period.where(row -> !isKnown(period, row, known, protocol)) : period;
    requireBothLabels(period, rows, protocol);
    return new TestRows(rows, period.rows() - rows.rows());
  }

  private static boolean isKnown(
      LabelledRows rows, int row, KnownPositives known, Protocol protocol) {
    long before = protocol.knownBefore(Protocol.day(rows.micros(row)));
    return known.isKnown(rows.entity(row), before);
  }

  private static void requireBothLabels(LabelledRows period, LabelledRows rows, Protocol protocol) {
    String days = protocol.testFrom() + " until " + protocol.testUntil();
    if (period.rows() == 0) {
      throw new UserException(
          "there is no labelled row from " + days + ": move --test-from and --test-until");
    }
    if (rows.positives() == 0 || rows.positives() == rows.rows()) {
      throw new UserException(
          String.format(
              "%d labelled rows from %s, %d left without the entities known by then, %d of them"
                  + " positive: a test needs both kinds; move --test-from and --test-until",
              period.rows(), days, rows.rows(), rows.positives()));
    }
  }

  /** The rows to score. */
  LabelledRows rows() {
    return rows;
  }

  /** Number of rows of these days whose entity was known. */
  int leftOut() {
    return leftOut;
  }
}
