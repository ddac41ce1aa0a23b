package io.millrace.cli.model;

import java.util.ArrayList;
import java.util.List;

/**
 * How far scores can be taken as probabilities: the Brier score, and a reliability diagram over
 * bins of equal width from 0 to 1.
 */
public final class Calibration {
  private final List<Bin> bins;
  private final double brierScore;
  private final double error;

  private Calibration(List<Bin> bins, double brierScore, double error) {
    this.bins = List.copyOf(bins);
    this.brierScore = brierScore;
    this.error = error;
  }

  /**
   * @param scores probabilities, one a row
   * @param labels 0 or 1, one a row
   * @param bins number of bins, at least 1
   * @throws IllegalArgumentException when a score lies outside 0 to 1
   */
  public static Calibration of(float[] scores, float[] labels, int bins) {
    long[] rows = new long[bins];
    long[] positives = new long[bins];
    double[] scoreSums = new double[bins];
    double squares = 0;
    for (int i = 0; i < scores.length; i++) {
      double score = scores[i];
      if (!(score >= 0 && score <= 1)) {
        throw new IllegalArgumentException("a probability lies from 0 to 1, got " + score);
      }
      int bin = Math.min(bins - 1, (int) (score * bins));
      rows[bin]++;
      positives[bin] += labels[i] > 0 ? 1 : 0;
      scoreSums[bin] += score;
      squares += (score - labels[i]) * (score - labels[i]);
    }
    List<Bin> diagram = new ArrayList<>();
    double distance = 0;
    for (int bin = 0; bin < bins; bin++) {
      double from = bin / (double) bins;
      double to = (bin + 1) / (double) bins;
      diagram.add(new Bin(from, to, rows[bin], positives[bin], scoreSums[bin]));
      distance += Math.abs(scoreSums[bin] - positives[bin]);
    }
    return new Calibration(diagram, squares / scores.length, distance / scores.length);
  }

  /** Bins in the order of their scores, empty ones too. */
  public List<Bin> bins() {
    return bins;
  }

  /** Mean squared distance of score and label; 0 is perfect. */
  public double brierScore() {
    return brierScore;
  }

  /**
   * Expected calibration error: mean distance between mean score and share of positives of a bin,
   * weighted by its rows.
   */
  public double error() {
    return error;
  }

  /** Scores from (inclusive) to (exclusive; in the last bin inclusive). */
  public static final class Bin {
    private final double from;
    private final double to;
    private final long rows;
    private final long positives;
    private final double scoreSum;

    private Bin(double from, double to, long rows, long positives, double scoreSum) {
      this.from = from;
      this.to = to;
      this.rows = rows;
      this.positives = positives;
      this.scoreSum = scoreSum;
    }

    public double from() {
      return from;
    }

    public double to() {
      return to;
    }

    public long rows() {
      return rows;
    }

    public long positives() {
      return positives;
    }

    /** Mean score of the rows; NaN when there are none. */
    public double meanScore() {
      return scoreSum / rows;
    }

    /** Share of positives among the rows; NaN when there are none. */
    public double positiveShare() {
      return positives / (double) rows;
    }
  }
}
