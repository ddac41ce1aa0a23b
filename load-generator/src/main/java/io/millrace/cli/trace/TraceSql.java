package io.millrace.cli.trace;

import io.millrace.cli.UserException;
import io.millrace.job.config.AggregateInput;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.ColumnType;
import io.millrace.job.warehouse.LoadLedger;
import io.millrace.job.warehouse.Sql;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The questions of a trace as queries, for those who have the tables and not the folder. */
final class TraceSql {
  /** Whose SQL; the names are those of the option. */
  enum Dialect {
    /** The tables of infra-terraform's catalog. */
    athena,
    /** The tables of the loader. */
    redshift;

    private String length(Duration duration) {
      String seconds =
          BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
      return this == athena
          ? "INTERVAL '" + seconds + "' SECOND"
          : "INTERVAL '" + seconds + " seconds'";
    }
  }

  private final Pipeline pipeline;
  private final Dialect dialect;
  private final String rows;
  private final String identity;
  private final String time;
  private final String id;
  private final StringBuilder text = new StringBuilder();

  private TraceSql(Pipeline pipeline, Dialect dialect, String id) {
    this.pipeline = pipeline;
    this.dialect = dialect;
    this.rows = dialect == Dialect.athena ? "events" : Sql.name(pipeline.table());
    this.identity = name(pipeline.identityColumn());
    this.time = name(pipeline.timestampColumn());
    this.id = id;
  }

  /**
   * The queries, each behind a comment that says what it answers.
   *
   * @throws UserException when the identity is no value of its column
   */
  static String of(Pipeline pipeline, Dialect dialect, String id) {
    TraceSql sql = new TraceSql(pipeline, dialect, id);
    sql.row();
    sql.aside();
    for (FeatureStep step : pipeline.features()) {
      if (step instanceof FeatureStep.Entity) {
        sql.contributing((FeatureStep.Entity) step);
      }
    }
    return sql.text.toString();
  }

  private void row() {
    if (dialect == Dialect.athena) {
      String day =
          pipeline.partitionBy().isEmpty()
              ? ""
              : " Add AND dt = 'YYYY-MM-DD' where the day is known: only its files are read then.";
      query(
          "The row, with its file and what made it." + day,
          "SELECT \"$path\" AS lake_file, * FROM " + rows + " WHERE " + isId(""));
      return;
    }
    query("The row, with what made it.", "SELECT * FROM " + rows + " WHERE " + isId(""));
    query(
        "Files of the row's partition, with their loads, runs and checkpoints: a row of the"
            + " warehouse does not name its file.",
        "SELECT l.* FROM "
            + LoadLedger.TABLE
            + " l JOIN "
            + rows
            + " e ON l.table_name = "
            + Sql.text(pipeline.table())
            + " AND l.file_path LIKE "
            + partition()
            + " WHERE "
            + isId("e.")
            + " ORDER BY l.loaded_at");
  }

  private String partition() {
    String path = "'%'";
    if (pipeline.partitionBy().contains("dt")) {
      path = "'%/dt=' || to_char(e." + time + ", 'YYYY-MM-DD') || '/%'";
    }
    if (pipeline.partitionBy().contains("hour")) {
      path =
          "'%/dt=' || to_char(e."
              + time
              + ", 'YYYY-MM-DD') || '/hour=' || to_char(e."
              + time
              + ", 'HH24') || '/%'";
    }
    return path;
  }

  /** Dead letters and quarantined events are in the lake alone. */
  private void aside() {
    if (dialect != Dialect.athena) {
      return;
    }
    List<String> parts = new ArrayList<>();
    for (String table : List.of("quarantine", "dead_letter")) {
      parts.add(
          "SELECT '"
              + table
              + "' AS outcome, reason, message, rules, payload, arrival_time, origin_stream,"
              + " origin_shard, origin_sequence, redrive_count, pipeline_hash, ruleset_hash,"
              + " \"$path\" AS lake_file FROM "
              + table
              + " WHERE event_id = "
              + Sql.text(id));
    }
    query(
        "Whether it was refused, before or instead, and its bytes.",
        String.join("\nUNION ALL\n", parts) + "\nORDER BY arrival_time");
  }

  private void contributing(FeatureStep.Entity step) {
    Set<Integer> shown = new LinkedHashSet<>();
    shown.add(pipeline.identityColumn());
    shown.add(pipeline.timestampColumn());
    for (AggregateInput input : step.inputs()) {
      shown.addAll(input.sources());
      shown.addAll(input.conditions());
    }
    String entity = name(step.entityColumn());
    List<String> columns = new ArrayList<>();
    shown.forEach(column -> columns.add("p." + name(column)));
    columns.add("p.origin_shard");
    columns.add("p.origin_sequence");
    if (dialect == Dialect.athena) {
      columns.add("p.\"$path\" AS lake_file");
    }
    step.windowFeatures().stream()
        .map(FeatureStep.WindowFeature::window)
        .distinct()
        .sorted()
        .forEach(
            window ->
                columns.add(
                    "p."
                        + time
                        + " > e."
                        + time
                        + " - "
                        + dialect.length(step.delay().plus(window))
                        + " AS "
                        + Sql.name(
                            "in_" + window.toString().substring(1).toLowerCase(Locale.ROOT))));
    String end =
        step.delay().isZero()
            ? "(p." + time + " < e." + time + " OR p." + time + " = e." + time + " AND p."
                + identity + " <= e." + identity + ")"
            : "p." + time + " <= e." + time + " - " + dialect.length(step.delay());
    query(
        "Events that contributed to the features of "
            + entity
            + ", by window. Late ones may have come after the row was computed.",
        "SELECT "
            + String.join(", ", columns)
            + "\nFROM "
            + rows
            + " p JOIN "
            + rows
            + " e ON p."
            + entity
            + " = e."
            + entity
            + "\n  AND p."
            + time
            + " > e."
            + time
            + " - "
            + dialect.length(step.delay().plus(step.longestWindow()))
            + "\n  AND "
            + end
            + "\nWHERE "
            + isId("e.")
            + "\nORDER BY p."
            + time);
  }

  private String isId(String row) {
    ColumnType type = pipeline.layout().column(pipeline.identityColumn()).type();
    if (type == ColumnType.STRING) {
      return row + identity + " = " + Sql.text(id);
    }
    try {
      return row + identity + " = " + Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw new UserException(
          "the identity " + identity + " is a whole number, got '" + id + "'", e);
    }
  }

  private String name(int column) {
    return Sql.name(pipeline.layout().column(column).name());
  }

  private void query(String comment, String sql) {
    text.append("-- ").append(comment).append('\n').append(sql).append(";\n\n");
  }
}
