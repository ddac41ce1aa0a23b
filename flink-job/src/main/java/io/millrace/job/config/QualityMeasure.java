package io.millrace.job.config;

import java.time.Duration;

/** What each quality window measures beside the metrics of the ruleset. Immutable. */
public final class QualityMeasure {

  /** What is measured. */
  public enum Kind {
    /** Number of events that came late. */
    LATE_EVENTS,
    /** Share of events whose identity another event of the window had before, from 0 to 1. */
    DUPLICATES,
    /** Quantile of the seconds from the time of an event to its arrival. */
    ARRIVAL_LAG,
    /** Quantile of the numbers of a field. */
    QUANTILE,
    /** Population stability index of an input or the score, against its training baseline. */
    POPULATION_STABILITY,
    /** Jensen-Shannon distance of an input or the score from its training baseline. */
    JENSEN_SHANNON
  }

  private static final int NONE = -1;

  private final Kind kind;
  private final String text;
  private final String name;
  private final int column;
  private final double rank;
  private final double most;
  private final QualityDrift drift;

  private QualityMeasure(
      Kind kind, String text, String name, int column, double rank, double most) {
    this(kind, text, name, column, rank, most, null);
  }

  private QualityMeasure(
      Kind kind,
      String text,
      String name,
      int column,
      double rank,
      double most,
      QualityDrift drift) {
    this.kind = kind;
    this.text = text + (Double.isNaN(most) ? "" : " <= " + number(most));
    this.name = name;
    this.column = column;
    this.rank = rank;
    this.most = most;
    this.drift = drift;
  }

  static QualityMeasure lateEvents(double most) {
    return new QualityMeasure(
        Kind.LATE_EVENTS, "late-events", "Dataset.*.LateEvents", NONE, 0, most);
  }

  static QualityMeasure duplicates(double most) {
    return new QualityMeasure(Kind.DUPLICATES, "duplicates", "Dataset.*.Duplicates", NONE, 0, most);
  }

  static QualityMeasure arrivalLag(double rank, Duration most) {
    return new QualityMeasure(
        Kind.ARRIVAL_LAG,
        "arrival-lag " + number(rank),
        "Dataset.*.ArrivalLag." + number(rank),
        NONE,
        rank,
        most == null ? Double.NaN : most.toMillis() / 1000.0);
  }

  static QualityMeasure quantile(String field, int column, double rank) {
    return new QualityMeasure(
        Kind.QUANTILE,
        "quantiles " + field + " " + number(rank),
        "Column." + field + ".Quantile." + number(rank),
        column,
        rank,
        Double.NaN);
  }

  static QualityMeasure populationStability(String name, QualityDrift drift, double most) {
    return new QualityMeasure(
        Kind.POPULATION_STABILITY,
        "drift " + name + " population-stability",
        "Column." + name + ".PopulationStability",
        drift.column(),
        0,
        most,
        drift);
  }

  static QualityMeasure jensenShannon(String name, QualityDrift drift, double most) {
    return new QualityMeasure(
        Kind.JENSEN_SHANNON,
        "drift " + name + " jensen-shannon",
        "Column." + name + ".JensenShannon",
        drift.column(),
        0,
        most,
        drift);
  }

  private static String number(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  public Kind kind() {
    return kind;
  }

  /**
   * How the pipeline file asks for it, e.g. {@code arrival-lag 0.99 <= 30}; the rule of results.
   */
  public String text() {
    return text;
  }

  /** Name of the metric in results, e.g. {@code Dataset.*.ArrivalLag.0.99}. */
  public String name() {
    return name;
  }

  /** Column of a {@link Kind#QUANTILE}, or the one that drifts. */
  public int column() {
    return column;
  }

  /** Of a quantile: the smallest value that this share of all values does not exceed. */
  public double rank() {
    return rank;
  }

  /** What drift is measured of; null for other kinds. */
  public QualityDrift drift() {
    return drift;
  }

  /**
   * Whether a window with this value is as it should be; always, when no bound is set. Of too few
   * events no drift is told.
   */
  public boolean holds(double value) {
    return Double.isNaN(most) || value <= most || (drift != null && Double.isNaN(value));
  }

  @Override
  public String toString() {
    return text;
  }
}
