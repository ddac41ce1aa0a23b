package io.millrace.cli.evaluate;

import io.millrace.cli.UserException;
import io.millrace.cli.lake.LabelledRows;
import io.millrace.cli.model.Calibration;
import io.millrace.cli.model.RankingMetrics;
import java.util.Optional;

/** How a model did on a test. */
final class Evaluation {
  private final TestRows test;
  private final RankingMetrics ranking;
  private final Calibration calibration;
  private final CardPrecision cards;

  private Evaluation(
      TestRows test, RankingMetrics ranking, Calibration calibration, CardPrecision cards) {
    this.test = test;
    this.ranking = ranking;
    this.calibration = calibration;
    this.cards = cards;
  }

  /**
   * @param scores the model's, one a row of the test
   * @param bins number of bins of the reliability diagram
   * @param places k of the card precision; 0: the rows have no entity
   * @throws UserException when a day has fewer entities than places
   */
  static Evaluation of(TestRows test, float[] scores, int bins, int places) {
    LabelledRows rows = test.rows();
    float[] labels = rows.labels(0, rows.rows());
    CardPrecision cards = places == 0 ? null : CardPrecision.of(rows, scores, places);
    if (cards != null) {
      requirePlaces(cards);
    }
    return new Evaluation(
        test, RankingMetrics.of(scores, labels), Calibration.of(scores, labels, bins), cards);
  }

  private static void requirePlaces(CardPrecision cards) {
    if (cards.days().isEmpty()) {
      throw new UserException("no tested row has an entity: name another column with --entity");
    }
    CardPrecision.Day smallest = cards.smallestDay();
    if (smallest.entities() < cards.places()) {
      throw new UserException(
          String.format(
              "--top must be at most %d, the number of entities left on %s, got %d",
              smallest.entities(), smallest.date(), cards.places()));
    }
  }

  TestRows test() {
    return test;
  }

  RankingMetrics ranking() {
    return ranking;
  }

  Calibration calibration() {
    return calibration;
  }

  /** Brier score of always saying the share of positives, to compare with. */
  double brierOfShare() {
    double share = test.rows().positives() / (double) test.rows().rows();
    return share * (1 - share);
  }

  /** Empty when the rows have no entity. */
  Optional<CardPrecision> cards() {
    return Optional.ofNullable(cards);
  }
}
