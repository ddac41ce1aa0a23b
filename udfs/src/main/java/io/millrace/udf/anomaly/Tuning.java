package io.millrace.udf.anomaly;

/**
 * The parameters of {@link AnomalyDetector}. There is one set for all series; others are made by
 * the cross-validation that these were chosen by.
 */
final class Tuning {
  static final Tuning DEFAULT = new Tuning(64, AnomalyDetector.QUIET, Math.log10(2), 0.5);

  /** Points of the mean that tells a shift of the level. */
  final int window;

  /** Points for which what was scored is not scored again. */
  final int quiet;

  /**
   * What the residual has to be rarer by: it is a second look at the same point, and two looks find
   * something twice as often as one (Bonferroni). log10 of the looks.
   */
  final double secondLook;

  /**
   * How much of a growing history the scores follow, from 0 to 1. A record among n points has
   * rarity log10(n); at 1 that counts whole, at 0 a record is a record in a history of any length.
   */
  final double lengthExponent;

  Tuning(int window, int quiet, double secondLook, double lengthExponent) {
    this.window = window;
    this.quiet = quiet;
    this.secondLook = secondLook;
    this.lengthExponent = lengthExponent;
  }
}
