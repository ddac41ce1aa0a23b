package io.millrace.cli.lake;

import io.millrace.cli.UserException;
import io.millrace.job.config.InferenceSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RowExpression;
import io.millrace.job.inference.FeatureLine;
import io.millrace.job.warehouse.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads labelled rows out of a replay's lake: the events that the pipeline would score, with the
 * very values that it would send to the model. Rows come in the order of event time and identity,
 * whatever files they lie in. Rows without a label are left out.
 */
public final class LakeReader {
  private static final Origin NOWHERE = Origin.ofFile("lake", "lake", 0, 0);

  private final ModelColumns model;
  private final Pipeline pipeline;
  private final Layout layout;
  private final List<Integer> columns;

  public LakeReader(ModelColumns model) {
    this.model = model;
    this.pipeline = model.pipeline();
    this.layout = pipeline.layout();
    this.columns = model.all();
  }

  /**
   * @param out folder of a replay
   * @throws UserException when the lake is missing or not of this pipeline, no row lies in the
   *     period, or a label is neither 0 nor 1
   */
  public LabelledRows read(Path out, Period period) {
    Path lake = out.resolve("lake");
    requireParquet(lake);
    String files =
        "read_parquet('"
            + lake.toString().replace("'", "''")
            + "/**/*.parquet', hive_partitioning = false, union_by_name = true)";
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      LakeSchema.of(statement, files).require(pipeline, withTimeAndIdentity(), lake);
      try (ResultSet rows = statement.executeQuery(query(files, period))) {
        if (rows.next()) {
          return collect(rows);
        }
      }
      throw new UserException(noRows(statement, files, lake, period));
    } catch (SQLException e) {
      throw new UserException("the lake " + lake + " cannot be read: " + reason(e), e);
    }
  }

  /** DuckDB says what is wrong in the second of several lines. */
  private static String reason(SQLException e) {
    List<String> lines = String.valueOf(e.getMessage()).lines().collect(Collectors.toList());
    return lines.stream()
        .filter(line -> line.startsWith("Error: "))
        .findFirst()
        .map(line -> line.substring("Error: ".length()))
        .orElse(lines.isEmpty() ? "" : lines.get(0));
  }

  private static void requireParquet(Path lake) {
    try (Stream<Path> files = Files.walk(lake)) {
      if (files.anyMatch(file -> file.toString().endsWith(".parquet"))) {
        return;
      }
    } catch (IOException e) {
      throw new UserException(lake + " is no lake: give --from the folder of a replay", e);
    }
    throw new UserException(lake + " holds no Parquet file: give --from the folder of a replay");
  }

  private List<Integer> withTimeAndIdentity() {
    return Stream.concat(
            columns.stream(), Stream.of(pipeline.timestampColumn(), pipeline.identityColumn()))
        .distinct()
        .collect(Collectors.toList());
  }

  private String noRows(Statement statement, String files, Path lake, Period period)
      throws SQLException {
    String time = RowValues.micros(layout.column(pipeline.timestampColumn()));
    try (ResultSet span =
        statement.executeQuery("SELECT min(" + time + "), max(" + time + ") FROM " + files)) {
      span.next();
      long first = span.getLong(1);
      if (span.wasNull()) {
        return "the lake "
            + lake
            + " has no row: give --from the folder of a replay that wrote any";
      }
      return String.format(
          "the lake %s has no row from %s: its rows go from %s to %s",
          lake, period, Period.instant(first), Period.instant(span.getLong(2)));
    }
  }

  private String query(String files, Period period) {
    StringBuilder sql = new StringBuilder("SELECT ");
    String time = RowValues.micros(layout.column(pipeline.timestampColumn()));
    sql.append(time).append(" AS event_micros");
    for (int column : columns) {
      sql.append(", ").append(RowValues.select(layout.column(column)));
    }
    sql.append(" FROM ").append(files).append(" WHERE true");
    period
        .from()
        .ifPresent(from -> sql.append(" AND ").append(time + " >= " + Period.micros(from)));
    period
        .until()
        .ifPresent(until -> sql.append(" AND ").append(time + " < " + Period.micros(until)));
    sql.append(" ORDER BY event_micros, ");
    return sql.append(Sql.name(layout.column(pipeline.identityColumn()).name())).toString();
  }

  /** From the row that the result stands on to its end. */
  private LabelledRows collect(ResultSet rows) throws SQLException {
    FeatureLine inputs = FeatureLine.of(layout, model.inputs());
    FeatureLine labels = FeatureLine.of(layout, List.of(model.label()));
    RowExpression where = pipeline.inference().flatMap(InferenceSpec::where).orElse(null);
    LabelledRows labelled = new LabelledRows(inputs.size());
    float[] values = new float[inputs.size()];
    float[] label = new float[1];
    do {
      Event event = event(rows);
      if (where != null && !(where.evaluate(event) && where.longValue() != 0)) {
        continue;
      }
      labels.values(event, label, 0);
      if (Float.isNaN(label[0])) {
        continue;
      }
      long micros = rows.getLong(1);
      requireLabel(label[0], micros);
      inputs.values(event, values, 0);
      labelled.add(values, label[0] == 1, micros, entity(event));
    } while (rows.next());
    return labelled;
  }

  private void requireLabel(float label, long micros) {
    if (label != 0 && label != 1) {
      throw new UserException(
          String.format(
              "label %s must be 0 or 1 in every row; a row of %s has another value:"
                  + " name another --label, or derive one that is",
              layout.column(model.label()).name(), Period.instant(micros)));
    }
  }

  private Comparable<?> entity(Event event) {
    int entity = model.entity();
    if (entity < 0 || event.isNull(entity)) {
      return null;
    }
    return layout.column(entity).type() == ColumnType.STRING
        ? event.getString(entity)
        : (Comparable<?>) event.getLong(entity);
  }

  private Event event(ResultSet rows) throws SQLException {
    Event event = Event.ofRow(NOWHERE, layout.size());
    for (int i = 0; i < columns.size(); i++) {
      int column = columns.get(i);
      RowValues.set(event, column, layout.column(column), rows, i + 2);
    }
    return event;
  }
}
