package io.millrace.cli.train;

import io.millrace.cli.UserException;
import io.millrace.job.config.InferenceSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RowExpression;
import io.millrace.job.inference.FeatureLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads what to learn from out of a replay's lake: the rows that the pipeline would score, with the
 * very values that it would send, and their label. Rows come in the order of event time and
 * identity, whatever files they lie in.
 */
final class LakeReader {
  private static final Origin NOWHERE = Origin.ofFile("lake", "lake", 0, 0);

  private final Pipeline pipeline;
  private final Layout layout;
  private final InferenceSpec inference;
  private final int label;

  /**
   * @param label name of the column with the label, numeric or BOOLEAN
   * @throws UserException when the pipeline scores nothing or the label does not fit
   */
  LakeReader(Pipeline pipeline, String label) {
    this.pipeline = pipeline;
    this.layout = pipeline.layout();
    this.inference =
        pipeline
            .inference()
            .orElseThrow(
                () ->
                    new UserException(
                        "pipeline "
                            + pipeline.name()
                            + " has no inference section: name the model's inputs there"));
    this.label = layout.position(label);
    if (this.label < 0) {
      throw new UserException(
          "pipeline " + pipeline.name() + " has no column " + label + ": name one with --label");
    }
    Column column = layout.column(this.label);
    if (!FeatureLine.accepts(column.type())) {
      throw new UserException(
          "label " + column + " must be numeric or BOOLEAN, with values 0 or 1");
    }
    if (inference.inputs().contains(this.label)) {
      throw new UserException(
          "label " + label + " is an input of the model: it would learn itself");
    }
  }

  /**
   * @param out folder of a replay
   * @param from first event time, or null
   * @param until event time after the last, or null
   * @throws UserException when the lake is missing or not of this pipeline, or a label is not 0 or
   *     1
   */
  TrainingData read(Path out, Instant from, Instant until) {
    Path lake = out.resolve("lake");
    requireParquet(lake);
    String files =
        "read_parquet('"
            + lake.toString().replace("'", "''")
            + "/**/*.parquet', hive_partitioning = false, union_by_name = true)";
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      requireColumns(statement, files, lake);
      try (ResultSet rows = statement.executeQuery(query(files, from, until))) {
        return collect(rows);
      }
    } catch (SQLException e) {
      throw new UserException("the lake " + lake + " cannot be read: " + e.getMessage(), e);
    }
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

  private void requireColumns(Statement statement, String files, Path lake) throws SQLException {
    Set<String> present = new HashSet<>();
    try (ResultSet columns = statement.executeQuery("DESCRIBE SELECT * FROM " + files)) {
      while (columns.next()) {
        present.add(columns.getString("column_name"));
      }
    }
    List<String> missing = new ArrayList<>();
    for (int column : columns()) {
      if (!present.contains(layout.column(column).name())) {
        missing.add(layout.column(column).name());
      }
    }
    if (!missing.isEmpty()) {
      throw new UserException(
          lake
              + " has no column "
              + String.join(", ", missing)
              + ": replay pipeline "
              + pipeline.name()
              + " again, or name the pipeline that wrote it");
    }
  }

  /** What an expression or an input can name: all that stands before the scores. */
  private List<Integer> columns() {
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < layout.size(); i++) {
      Column.Kind kind = layout.column(i).kind();
      if (kind != Column.Kind.SCORE && kind != Column.Kind.ORIGIN) {
        columns.add(i);
      }
    }
    return columns;
  }

  private String query(String files, Instant from, Instant until) {
    StringBuilder sql = new StringBuilder("SELECT ");
    String time = timeExpression();
    sql.append(time).append(" AS event_micros");
    for (int column : columns()) {
      sql.append(", ").append(expression(layout.column(column)));
    }
    sql.append(" FROM ").append(files).append(" WHERE true");
    if (from != null) {
      sql.append(" AND ").append(time).append(" >= ").append(micros(from));
    }
    if (until != null) {
      sql.append(" AND ").append(time).append(" < ").append(micros(until));
    }
    int id = pipeline.eventIdColumn() >= 0 ? pipeline.eventIdColumn() : pipeline.event().idColumn();
    sql.append(" ORDER BY event_micros, ").append(quoted(layout.column(id)));
    return sql.toString();
  }

  private String timeExpression() {
    int added = pipeline.eventTimeColumn();
    Column time = layout.column(added >= 0 ? added : pipeline.event().timeColumn());
    return "epoch_us(" + quoted(time) + ")";
  }

  private static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }

  /** Primitive columns as the numbers in which an event holds them. */
  private static String expression(Column column) {
    switch (column.type()) {
      case TIMESTAMP:
        return "epoch_us(" + quoted(column) + ")";
      case DATE:
        return "date_diff('day', DATE '1970-01-01', " + quoted(column) + ")";
      case BOOLEAN:
        return "CAST(" + quoted(column) + " AS INTEGER)";
      default:
        return quoted(column);
    }
  }

  private static String quoted(Column column) {
    return '"' + column.name().replace("\"", "\"\"") + '"';
  }

  private TrainingData collect(ResultSet rows) throws SQLException {
    FeatureLine inputs = FeatureLine.of(layout, inference.inputs());
    FeatureLine labels = FeatureLine.of(layout, List.of(label));
    RowExpression where = inference.where().orElse(null);
    List<Integer> columns = columns();
    TrainingData data = new TrainingData(inputs.size());
    float[] labelValue = new float[1];
    while (rows.next()) {
      Event event = new Event(new byte[0], NOWHERE, layout.size());
      for (int i = 0; i < columns.size(); i++) {
        set(event, columns.get(i), rows, i + 2);
      }
      if (where != null && !(where.evaluate(event) && where.longValue() != 0)) {
        continue;
      }
      labels.values(event, labelValue, 0);
      if (Float.isNaN(labelValue[0])) {
        continue;
      }
      if (labelValue[0] != 0 && labelValue[0] != 1) {
        throw new UserException(
            "label "
                + layout.column(label).name()
                + " must be 0 or 1 in every row; another was found");
      }
      data.add(
          (target, offset) -> inputs.values(event, target, offset),
          labelValue[0] == 1,
          rows.getLong(1));
    }
    return data;
  }

  private void set(Event event, int column, ResultSet rows, int index) throws SQLException {
    switch (layout.column(column).type()) {
      case DOUBLE:
        event.setDouble(column, rows.getDouble(index));
        break;
      case STRING:
        event.setObject(column, rows.getString(index));
        break;
      case BYTES:
        event.setObject(column, rows.getBytes(index));
        break;
      case DECIMAL:
        event.setObject(column, rows.getBigDecimal(index));
        break;
      default:
        event.setLong(column, rows.getLong(index));
    }
    if (rows.wasNull()) {
      event.setNull(column);
    }
  }
}
