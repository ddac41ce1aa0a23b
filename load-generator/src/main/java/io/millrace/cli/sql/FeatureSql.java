package io.millrace.cli.sql;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Quantities;
import io.millrace.job.event.ColumnType;
import io.millrace.job.expression.AggregateCall;
import io.millrace.job.expression.ExpressionCompiler;
import io.millrace.job.expression.ExpressionSql;
import io.millrace.udf.aggregate.AggregateType;
import io.millrace.udf.aggregate.Aggregates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The windowed features of a pipeline as SQL over the rows of its lake, each as of the event's own
 * time. What comes before a step (fields, derived values, features of other steps) is taken from
 * the lake.
 *
 * <p>SQL's own windows cannot say what a feature means: {@code RANGE} takes rows of the same time
 * however they are ordered, and rows that are exactly as old as the window is long. So each event
 * is joined to those before it: by time, and among equal times by identity.
 *
 * <p>One thing SQL cannot know: which late events had come when a row was computed. A row with one
 * in a window, or late itself, is marked, and may differ from what the job wrote.
 */
public final class FeatureSql {
  /** Whether a row is late or has a late event in one of its windows. */
  public static final String LATE_IN_WINDOWS = "late_in_windows";

  /** Columns that tell the rows of a lake apart. */
  public static final List<String> ROW =
      List.of("origin_stream", "origin_shard", "origin_sequence");

  /** Event time in the rows that are joined. */
  static final String AT = "_at";

  private static final String PLACE = "_place_";
  private static final String LATE = "_late_";
  private static final String STEP = "_step_";
  private static final String EVENTS = "_events";

  /** {@link Double#MAX_VALUE}; what is beyond, or not comparable, is null in an expression. */
  private static final String LARGEST = "1.7976931348623157E308";

  private final Pipeline pipeline;
  private final SqlDialect dialect;
  private final String lake;
  private final List<FeatureStep.Entity> steps;
  private final Set<String> aggregates = new TreeSet<>();
  private final Set<String> functions = new TreeSet<>();
  private final String query;

  private FeatureSql(Pipeline pipeline, SqlDialect dialect, String lake) {
    this.pipeline = pipeline;
    this.dialect = dialect;
    this.lake = lake;
    this.steps =
        pipeline.features().stream()
            .filter(FeatureStep.Entity.class::isInstance)
            .map(FeatureStep.Entity.class::cast)
            .collect(Collectors.toList());
    this.query = writeQuery();
  }

  /**
   * Writes the SQL of a pipeline.
   *
   * @param lake folder of the lake
   * @throws IllegalArgumentException when the database lacks a function that a feature calls
   */
  public static FeatureSql of(Pipeline pipeline, Dialect dialect, String lake) {
    return new FeatureSql(pipeline, dialect.sql, lake);
  }

  /** Statements to execute before the query, in their order. */
  public List<String> preparations() {
    return dialect.preparations(pipeline, lake, aggregates, functions);
  }

  /**
   * The query. It answers {@link #ROW}, identity and time of each event, {@link #LATE_IN_WINDOWS}
   * and the features under their names.
   */
  public String query() {
    return query;
  }

  /** All of it, each statement ended by a semicolon. */
  public String script() {
    List<String> statements = new ArrayList<>(preparations());
    statements.add(query);
    return String.join(";\n\n", statements) + ";\n";
  }

  private String writeQuery() {
    List<String> tables = new ArrayList<>();
    tables.add(EVENTS + " AS (\n" + events() + "\n)");
    List<String> columns = new ArrayList<>();
    List<String> late = new ArrayList<>(List.of("r.late"));
    StringBuilder joins = new StringBuilder();
    for (int i = 0; i < steps.size(); i++) {
      String table = STEP + i;
      tables.add(table + " AS (\n" + step(i) + "\n)");
      late.add("COALESCE(" + table + '.' + LATE + ", 0) = 1");
      for (FeatureStep.WindowFeature feature : steps.get(i).windowFeatures()) {
        columns.add(table + '.' + name(feature.column()));
      }
      String entity = name(steps.get(i).entityColumn());
      joins.append(
          String.format(
              "%nLEFT JOIN %1$s ON %1$s.%2$s = r.%2$s AND %1$s.%3$s = r.%3$s",
              table, entity, PLACE + i));
    }
    List<String> select = new ArrayList<>();
    row().forEach(column -> select.add("r." + column));
    select.add('(' + String.join(" OR ", late) + ") AS " + LATE_IN_WINDOWS);
    select.addAll(columns);
    return "WITH "
        + String.join(",\n", tables)
        + "\nSELECT\n  "
        + String.join(",\n  ", select)
        + "\nFROM "
        + EVENTS
        + " r"
        + joins;
  }

  /** What tells rows apart, and who and when they are. */
  private Set<String> row() {
    Set<String> row = new LinkedHashSet<>();
    ROW.forEach(column -> row.add(dialect.quote(column)));
    row.add(id());
    row.add(time());
    return row;
  }

  /** The rows of the lake with what windows need, and their place among those of each entity. */
  private String events() {
    Set<String> columns = row();
    columns.add("late");
    columns.add(dialect.time(time()) + " AS " + AT);
    for (int i = 0; i < steps.size(); i++) {
      FeatureStep.Entity step = steps.get(i);
      String entity = name(step.entityColumn());
      columns.add(entity);
      columns.add(
          String.format(
              "ROW_NUMBER() OVER (PARTITION BY %s ORDER BY %s, %s, origin_shard, origin_sequence)"
                  + " AS %s",
              entity, dialect.time(time()), id(), PLACE + i));
      for (FeatureStep.WindowFeature feature : step.windowFeatures()) {
        call(feature).names().forEach(name -> columns.add(input(name)));
      }
    }
    return "  SELECT\n    "
        + String.join(",\n    ", columns)
        + "\n  FROM "
        + dialect.lake(pipeline, lake);
  }

  private String input(String name) {
    String column = dialect.quote(name);
    boolean real =
        pipeline.layout().column(pipeline.layout().position(name)).type() == ColumnType.DOUBLE;
    return real
        ? "CASE WHEN ABS(" + column + ") <= " + LARGEST + " THEN " + column + " END AS " + column
        : column;
  }

  /** The features of one entity, joined to its rows by entity and place. */
  private String step(int i) {
    FeatureStep.Entity step = steps.get(i);
    String entity = name(step.entityColumn());
    String place = PLACE + i;
    List<String> columns = new ArrayList<>(List.of("e." + entity, "e." + place));
    columns.add("MAX(CASE WHEN p.late THEN 1 ELSE 0 END) AS " + LATE);
    for (FeatureStep.WindowFeature feature : step.windowFeatures()) {
      columns.add(feature(step, feature, place) + " AS " + name(feature.column()));
    }
    String until =
        step.delay().isZero()
            ? String.format("p.%1$s <= e.%1$s", place)
            : "p." + AT + " <= " + before(step.delay());
    return String.format(
        "  SELECT%n    %s%n  FROM %s e LEFT JOIN %s p%n    ON p.%s = e.%s AND %s AND %s%n"
            + "  WHERE e.%s IS NOT NULL%n  GROUP BY e.%s, e.%s",
        String.join(",\n    ", columns),
        EVENTS,
        EVENTS,
        entity,
        entity,
        after(step.delay().plus(step.longestWindow())),
        until,
        entity,
        entity,
        place);
  }

  private String feature(FeatureStep.Entity step, FeatureStep.WindowFeature feature, String place) {
    AggregateCall call = call(feature);
    aggregates.add(call.aggregate());
    ExpressionSql.Dialect expressions = new RecordingDialect(dialect, functions);
    List<String> conditions = new ArrayList<>();
    conditions.add(after(step.delay().plus(feature.window())));
    if (feature.aggregate().excludesCurrent() && step.delay().isZero()) {
      conditions.add(String.format("p.%1$s < e.%1$s", place));
    }
    call.where().ifPresent(where -> conditions.add(ExpressionSql.of(where, expressions)));
    String aggregate =
        dialect.aggregate(
            new SqlAggregate(
                call.aggregate(),
                call.input().map(input -> ExpressionSql.of(input, expressions)).orElse(null),
                parameters(call),
                feature.window().toMillis(),
                String.join(" AND ", conditions),
                place));
    return feature.defaultValue() == null
        ? aggregate
        : "COALESCE(" + aggregate + ", " + feature.defaultValue() + ')';
  }

  private static Map<String, Double> parameters(AggregateCall call) {
    Map<String, Double> parameters = new TreeMap<>();
    for (AggregateType.Parameter parameter : Aggregates.byName(call.aggregate()).parameters()) {
      AggregateCall.Argument argument = call.arguments().get(parameter.name());
      parameters.put(
          parameter.name(),
          argument == null
              ? parameter.defaultValue()
              : argument
                  .number()
                  .orElseGet(
                      () ->
                          (double) Quantities.duration(argument.text()).orElseThrow().toMillis()));
    }
    return parameters;
  }

  /** That a row is less old than a length of time. */
  private String after(Duration age) {
    return "p." + AT + " > " + before(age);
  }

  private String before(Duration age) {
    return "e." + AT + " - " + dialect.length(age.toMillis());
  }

  private static AggregateCall call(FeatureStep.WindowFeature feature) {
    return ExpressionCompiler.aggregate(
            feature.text(),
            fault -> {
              throw new IllegalStateException("a pipeline has no faults, but " + fault);
            })
        .orElseThrow();
  }

  private String id() {
    int column = pipeline.event().idColumn();
    return name(column < 0 ? pipeline.eventIdColumn() : column);
  }

  private String time() {
    int column = pipeline.eventTimeColumn();
    return name(column < 0 ? pipeline.event().timeColumn() : column);
  }

  private String name(int column) {
    return dialect.quote(pipeline.layout().column(column).name());
  }

  /** Databases that features can be computed with. */
  public enum Dialect {
    /** In batch mode, with the functions of the {@code udfs} jar. */
    FLINK(new FlinkSql()),
    /** With functions of its own. */
    DUCKDB(new DuckDbSql());

    private final SqlDialect sql;

    Dialect(SqlDialect sql) {
      this.sql = sql;
    }
  }
}
