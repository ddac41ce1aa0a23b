package io.millrace.cli.train;

import io.millrace.cli.model.Calibration;
import io.millrace.cli.model.RankingMetrics;

/** Scores that a model of the earlier rows gave to the later ones, which it never saw. */
final class HoldOut {
  private final int trainedRows;
  private final float[] scores;
  private final float[] labels;

  HoldOut(int trainedRows, float[] scores, float[] labels) {
    this.trainedRows = trainedRows;
    this.scores = scores;
    this.labels = labels;
  }

  /** Number of rows that the model was trained on, the earliest. */
  int trainedRows() {
    return trainedRows;
  }

  /** Number of rows that it scored. */
  int rows() {
    return scores.length;
  }

  float[] scores() {
    return scores;
  }

  RankingMetrics ranking() {
    return RankingMetrics.of(scores, labels);
  }

  double brierScore() {
    return Calibration.of(scores, labels, 1).brierScore();
  }
}
