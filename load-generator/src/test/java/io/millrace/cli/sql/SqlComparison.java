package io.millrace.cli.sql;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Compares the features that SQL computes with those that the job wrote, by a query over both.
 * Counts are to be the same, reals within 1e-9.
 */
final class SqlComparison {
  static final String FEATURES = "features_by_sql";
  private static final double TOLERANCE = 1e-9;

  private final Pipeline pipeline;
  private final SqlDialect dialect;
  private final String lake;

  SqlComparison(Pipeline pipeline, SqlDialect dialect, String lake) {
    this.pipeline = pipeline;
    this.dialect = dialect;
    this.lake = lake;
  }

  /** Columns of windowed features. */
  List<Column> features() {
    return pipeline.features().stream()
        .filter(FeatureStep.Entity.class::isInstance)
        .flatMap(step -> ((FeatureStep.Entity) step).windowFeatures().stream())
        .map(feature -> pipeline.layout().column(feature.column()))
        .toList();
  }

  /**
   * One row: how many there are in both, how many of them are apart because of late events, and for
   * each feature how many of the others differ, and how many have a value to compare.
   */
  String totals() {
    List<String> counts = new ArrayList<>(List.of("COUNT(*)", count("f.late_in_windows")));
    for (Column feature : features()) {
      counts.add(count("NOT f.late_in_windows AND " + exact(feature) + " AND " + differ(feature)));
      counts.add(
          count(
              "NOT f.late_in_windows AND "
                  + exact(feature)
                  + " AND "
                  + stream(feature)
                  + " IS NOT NULL"));
    }
    return "SELECT " + String.join(", ", counts) + from();
  }

  /** The rows that differ though no late event is in their windows: who, when, and both values. */
  String differences() {
    List<String> columns = new ArrayList<>(List.of("f." + id(), "f.late_in_windows"));
    features().forEach(feature -> columns.add(stream(feature) + ", " + sql(feature)));
    return "SELECT "
        + String.join(", ", columns)
        + from()
        + " WHERE NOT f.late_in_windows AND ("
        + features().stream()
            .map(feature -> '(' + exact(feature) + " AND " + differ(feature) + ')')
            .collect(Collectors.joining(" OR "))
        + ") LIMIT 20";
  }

  /** Identities of the rows that are not compared, as late events are in their windows. */
  String apart() {
    return "SELECT " + id() + " FROM " + FEATURES + " WHERE late_in_windows ORDER BY " + id();
  }

  private String from() {
    return " FROM "
        + FEATURES
        + " f JOIN "
        + dialect.lake(pipeline, lake)
        + " l ON "
        + FeatureSql.ROW.stream()
            .map(column -> "f." + column + " = l." + column)
            .collect(Collectors.joining(" AND "));
  }

  private String id() {
    int column = pipeline.event().idColumn();
    int position = column < 0 ? pipeline.eventIdColumn() : column;
    return dialect.quote(pipeline.layout().column(position).name());
  }

  private static String count(String condition) {
    return "COALESCE(SUM(CASE WHEN " + condition + " THEN 1 ELSE 0 END), 0)";
  }

  private String sql(Column feature) {
    return "f." + dialect.quote(feature.name());
  }

  private String stream(Column feature) {
    return "l." + dialect.quote(feature.name());
  }

  /** That the job's value is no estimate. */
  private String exact(Column feature) {
    int estimates =
        pipeline.features().stream()
            .filter(FeatureStep.Entity.class::isInstance)
            .mapToInt(step -> ((FeatureStep.Entity) step).approximateColumn())
            .max()
            .orElse(-1);
    return estimates < 0
        ? "TRUE"
        : String.format(
            "(',' || COALESCE(l.%s, '') || ',') NOT LIKE '%%,%s,%%'",
            dialect.quote(pipeline.layout().column(estimates).name()), feature.name());
  }

  private String differ(Column feature) {
    String sql = sql(feature);
    String stream = stream(feature);
    return feature.type() == ColumnType.LONG
        ? String.format("(%s IS DISTINCT FROM %s)", sql, stream)
        : String.format(
            "((%1$s IS NULL) <> (%2$s IS NULL)"
                + " OR COALESCE(ABS(%1$s - %2$s) > %3$s * GREATEST(1E0, ABS(%2$s)), FALSE))",
            sql, stream, TOLERANCE);
  }
}
