package io.millrace.job.dqdl;

import io.millrace.job.dqdl.Metric.Kind;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rule types of DQDL that a stream answers, and why it cannot answer the others. */
enum RuleType {
  IS_COMPLETE("IsComplete", Scope.ROW, 1, 1),
  COLUMN_VALUES("ColumnValues", Scope.ROW, 1, 1),
  COLUMN_LENGTH("ColumnLength", Scope.ROW, 1, 1),
  COLUMN_DATA_TYPE("ColumnDataType", Scope.ROW, 1, 1),
  DATA_FRESHNESS("DataFreshness", Scope.ROW, 1, 1),
  ROW_COUNT("RowCount", Kind.ROW_COUNT, 0),
  COMPLETENESS("Completeness", Kind.COMPLETENESS, 1),
  UNIQUENESS("Uniqueness", Kind.UNIQUENESS, 1),
  IS_UNIQUE("IsUnique", Scope.WINDOW, 1, 1),
  IS_PRIMARY_KEY("IsPrimaryKey", Scope.WINDOW, 1, Integer.MAX_VALUE),
  UNIQUE_VALUE_RATIO("UniqueValueRatio", Kind.UNIQUE_VALUE_RATIO, 1),
  DISTINCT_VALUES_COUNT("DistinctValuesCount", Kind.DISTINCT_VALUES_COUNT, 1),
  MEAN("Mean", Kind.MEAN, 1),
  SUM("Sum", Kind.SUM, 1),
  STANDARD_DEVIATION("StandardDeviation", Kind.STANDARD_DEVIATION, 1),
  ENTROPY("Entropy", Kind.ENTROPY, 1),
  COLUMN_CORRELATION("ColumnCorrelation", Kind.COLUMN_CORRELATION, 2),
  COLUMN_COUNT("ColumnCount", Scope.SCHEMA, 0, 0),
  COLUMN_EXISTS("ColumnExists", Scope.SCHEMA, 1, 1),
  COLUMN_NAMES_MATCH_PATTERN("ColumnNamesMatchPattern", Scope.SCHEMA, 1, 1),
  DETECT_ANOMALIES("DetectAnomalies", Scope.WINDOW, 1, Integer.MAX_VALUE);

  /** What a rule is decided on. */
  enum Scope {
    /** Each event, and a window by the share of its events. */
    ROW,
    /** A window's events together. */
    WINDOW,
    /** The columns that the schema has. */
    SCHEMA
  }

  private static final String OTHER_DATA = "compares with another data set";
  private static final String FILES = "looks at files";
  private static final Map<String, String> REFUSED = new LinkedHashMap<>();

  static {
    REFUSED.put("SchemaMatch", OTHER_DATA);
    REFUSED.put("ReferentialIntegrity", OTHER_DATA);
    REFUSED.put("DatasetMatch", OTHER_DATA);
    REFUSED.put("RowCountMatch", OTHER_DATA);
    REFUSED.put("AggregateMatch", OTHER_DATA);
    REFUSED.put("CustomSql", "queries a whole table");
    REFUSED.put("FileFreshness", FILES);
    REFUSED.put("FileMatch", FILES);
    REFUSED.put("FileSize", FILES);
    REFUSED.put("FileUniqueness", FILES);
  }

  private final String dqdl;
  private final Scope scope;
  private final Kind kind;
  private final int leastParameters;
  private final int mostParameters;

  RuleType(String dqdl, Scope scope, int leastParameters, int mostParameters) {
    this(dqdl, scope, null, leastParameters, mostParameters);
  }

  RuleType(String dqdl, Kind kind, int parameters) {
    this(dqdl, Scope.WINDOW, kind, parameters, parameters);
  }

  RuleType(String dqdl, Scope scope, Kind kind, int leastParameters, int mostParameters) {
    this.dqdl = dqdl;
    this.scope = scope;
    this.kind = kind;
    this.leastParameters = leastParameters;
    this.mostParameters = mostParameters;
  }

  static Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (RuleType type : values()) {
      names.add(type.dqdl);
    }
    return names;
  }

  /** Rule types of DQDL that are refused by name. */
  static Set<String> refused() {
    return REFUSED.keySet();
  }

  static Optional<RuleType> of(String name) {
    for (RuleType type : values()) {
      if (type.dqdl.equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** What a type of DQDL does that a stream cannot, or empty. */
  static Optional<String> refusal(String name) {
    return Optional.ofNullable(REFUSED.get(name));
  }

  Scope scope() {
    return scope;
  }

  /** The metric that the rule's condition is on, or null where there is more to it. */
  Kind kind() {
    return kind;
  }

  boolean isRow() {
    return scope == Scope.ROW;
  }

  int leastParameters() {
    return leastParameters;
  }

  int mostParameters() {
    return mostParameters;
  }

  /** Whether the rule has a condition on a number that the window computes. */
  boolean isCompared() {
    return kind != null || this == COLUMN_COUNT;
  }

  /** Least value of the metric, or null. */
  Integer low() {
    return this == COLUMN_CORRELATION ? Integer.valueOf(-1) : high() == null ? null : 0;
  }

  /** Greatest value of the metric, or null. */
  Integer high() {
    return kind == Kind.COMPLETENESS
            || kind == Kind.UNIQUENESS
            || kind == Kind.UNIQUE_VALUE_RATIO
            || kind == Kind.COLUMN_CORRELATION
        ? 1
        : null;
  }

  @Override
  public String toString() {
    return dqdl;
  }
}
