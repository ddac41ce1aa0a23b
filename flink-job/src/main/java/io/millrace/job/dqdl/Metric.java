package io.millrace.job.dqdl;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * What a window measures: a kind of metric, the columns it is of, and the events it counts. Rules
 * that measure the same share one metric.
 */
public final class Metric implements Serializable {
  private static final long serialVersionUID = 1L;

  /** No filter, or no row rule. */
  public static final int NONE = -1;

  /** What is measured. Conventions are Deequ's; the docs have them in a table. */
  public enum Kind {
    ROW_COUNT("RowCount"),
    COMPLETENESS("Completeness"),
    UNIQUENESS("Uniqueness"),
    UNIQUE_VALUE_RATIO("UniqueValueRatio"),
    DISTINCT_VALUES_COUNT("DistinctValuesCount"),
    MEAN("Mean"),
    SUM("Sum"),
    STANDARD_DEVIATION("StandardDeviation"),
    ENTROPY("Entropy"),
    COLUMN_CORRELATION("ColumnCorrelation"),
    MINIMUM("Minimum"),
    MAXIMUM("Maximum"),
    MINIMUM_LENGTH("MinimumLength"),
    MAXIMUM_LENGTH("MaximumLength"),

    /** The share of events that keep a row rule. */
    COMPLIANCE("Compliance"),

    /** A value that the schema fixes, the same in each window. */
    CONSTANT("");

    private final String glue;

    Kind(String glue) {
      this.glue = glue;
    }

    /** Glue Data Quality's name for it. */
    String glue() {
      return glue;
    }
  }

  private final Kind kind;
  private final String name;
  private final String key;
  private final List<Integer> columns;
  private final int filter;
  private final int rowRule;
  private final double constant;

  private Metric(
      Kind kind,
      String name,
      String key,
      List<Integer> columns,
      int filter,
      int rowRule,
      double constant) {
    this.kind = Objects.requireNonNull(kind);
    this.name = Objects.requireNonNull(name);
    this.key = Objects.requireNonNull(key);
    this.columns = List.copyOf(columns);
    this.filter = filter;
    this.rowRule = rowRule;
    this.constant = constant;
  }

  /** A metric of columns; of every event when there are none. */
  static Metric of(Kind kind, String name, List<Integer> columns, int filter, String where) {
    return new Metric(kind, name, key(name, where), columns, filter, NONE, Double.NaN);
  }

  /** What a window answers for a row rule. */
  static Metric ofRowRule(String name, String rule, int rowRule, int filter) {
    return new Metric(Kind.COMPLIANCE, name, rule, List.of(), filter, rowRule, Double.NaN);
  }

  /** A value that the schema fixes. */
  static Metric ofSchema(String name, String key, double value) {
    return new Metric(Kind.CONSTANT, name, key, List.of(), NONE, NONE, value);
  }

  private static String key(String name, String where) {
    return where.isEmpty() ? name : name + " where " + where;
  }

  public Kind kind() {
    return kind;
  }

  /** Name in Glue Data Quality's form, e.g. {@code Column.amount.Completeness}. */
  public String name() {
    return name;
  }

  /** Unique in a ruleset, and the same in another ruleset that measures the same. */
  public String key() {
    return key;
  }

  /** Positions of the columns in the layout; none when the metric is of whole events. */
  public List<Integer> columns() {
    return columns;
  }

  /** Index of the filter that an event must pass to be counted, or {@link #NONE}. */
  public int filter() {
    return filter;
  }

  /** Index of the row rule whose share of events a {@link Kind#COMPLIANCE} is, or {@link #NONE}. */
  public int rowRule() {
    return rowRule;
  }

  /** Value of a {@link Kind#CONSTANT}, NaN of all others. */
  public double constant() {
    return constant;
  }

  @Override
  public String toString() {
    return key;
  }
}
