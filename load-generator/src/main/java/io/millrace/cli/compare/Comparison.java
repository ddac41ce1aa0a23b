package io.millrace.cli.compare;

import io.millrace.cli.UserException;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Two runs, their rows paired. A row is known by the identity of its event, its first entity and
 * its time, within which the pipeline drops duplicates; where it does not, rows are paired in the
 * order of their origin.
 */
final class Comparison implements AutoCloseable {
  private static final String RELATIVE = "1e-9";

  /** Below this, two reals are equal: sums of many numbers leave as much of a zero. */
  private static final String ABSOLUTE = "1e-12";

  private static final int EXAMPLES = 5;

  private final Pipeline pipeline;
  private final Side a;
  private final Side b;
  private final boolean part;
  private final Connection duckDb;
  private final Statement statement;
  private final List<Column> compared = new ArrayList<>();
  private final List<String> onOneSide = new ArrayList<>();
  private LateWindows late;

  private Comparison(Pipeline pipeline, Side a, Side b, boolean part) throws SQLException {
    this.pipeline = pipeline;
    this.a = a;
    this.b = b;
    this.part = part;
    this.duckDb = DriverManager.getConnection("jdbc:duckdb:");
    this.statement = duckDb.createStatement();
  }

  /**
   * Pairs the rows of two runs.
   *
   * @param part whether b holds only a part of a's rows
   * @throws UserException when one of them is not of this pipeline
   */
  static Comparison of(Pipeline pipeline, Side a, Side b, boolean part) throws SQLException {
    Comparison comparison = new Comparison(pipeline, a, b, part);
    try {
      comparison.pair();
      return comparison;
    } catch (SQLException | RuntimeException e) {
      comparison.close();
      throw e;
    }
  }

  /** Name of the column of {@code pairs} that holds an entity. */
  static String entity(Pipeline pipeline, FeatureStep.Entity step) {
    return Sql.name("entity " + pipeline.layout().column(step.entityColumn()).name());
  }

  private void pair() throws SQLException {
    Set<String> inA = a.open(duckDb, "side_a");
    Set<String> inB = b.open(duckDb, "side_b");
    for (Column column : pipeline.layout().columns()) {
      if (column.kind() != Column.Kind.DERIVED && column.kind() != Column.Kind.FEATURE) {
        continue;
      }
      if (inA.contains(column.name()) && inB.contains(column.name())) {
        compared.add(column);
      } else {
        onOneSide.add(column.name());
      }
    }
    require(a, inA);
    require(b, inB);
    statement.execute("CREATE TEMP TABLE a AS " + keyed("side_a"));
    statement.execute("CREATE TEMP TABLE b AS " + keyed("side_b"));
    statement.execute("CREATE TEMP TABLE pairs AS " + pairs());
    late = LateWindows.find(pipeline, statement);
  }

  private void require(Side side, Set<String> columns) {
    Set<String> missing = new LinkedHashSet<>();
    for (int position : keys()) {
      missing.add(pipeline.layout().column(position).name());
    }
    missing.removeAll(columns);
    if (!missing.isEmpty()) {
      throw new UserException(
          side
              + " has no column "
              + String.join(", ", missing)
              + "; name a run of pipeline "
              + pipeline.name());
    }
  }

  /** Columns without which rows cannot be paired or told late. */
  private Set<Integer> keys() {
    Set<Integer> keys = new LinkedHashSet<>();
    keys.add(pipeline.identityColumn());
    keys.add(pipeline.timestampColumn());
    for (FeatureStep.Entity step : entities()) {
      keys.add(step.entityColumn());
    }
    for (int i = 0; i < 4; i++) {
      keys.add(pipeline.originColumn() + i);
    }
    return keys;
  }

  private List<FeatureStep.Entity> entities() {
    return pipeline.features().stream()
        .filter(FeatureStep.Entity.class::isInstance)
        .map(FeatureStep.Entity.class::cast)
        .collect(Collectors.toList());
  }

  private String column(int position) {
    return Sql.name(pipeline.layout().column(position).name());
  }

  private String keyed(String side) {
    String id = column(pipeline.identityColumn());
    String time = "epoch_us(" + column(pipeline.timestampColumn()) + ") // 1000";
    String key = pipeline.firstEntity() < 0 ? "NULL" : column(pipeline.firstEntity());
    Set<String> columns = new LinkedHashSet<>();
    columns.add(id + " AS id");
    columns.add(time + " AS time");
    columns.add("CAST(" + key + " AS VARCHAR) AS key");
    columns.add(
        "row_number() OVER (PARTITION BY "
            + String.join(", ", id, time, key)
            + " ORDER BY origin_stream, origin_shard, origin_sequence) AS nth");
    columns.add("late");
    for (FeatureStep.Entity step : entities()) {
      columns.add(column(step.entityColumn()) + " AS " + entity(pipeline, step));
    }
    for (Column one : compared) {
      columns.add(value(one) + " AS " + Sql.name(one.name()));
    }
    return "SELECT " + String.join(", ", columns) + " FROM " + side;
  }

  /** Real numbers as such, whatever a file of an older definition holds. */
  private static String value(Column column) {
    String name = Sql.name(column.name());
    return column.type() == ColumnType.DOUBLE ? "CAST(" + name + " AS DOUBLE)" : name;
  }

  private String pairs() {
    Set<String> columns = new LinkedHashSet<>();
    columns.add("row_number() OVER () AS n");
    columns.add("coalesce(a.id, b.id) AS id");
    columns.add("coalesce(a.time, b.time) AS time");
    columns.add("coalesce(a.late, false) OR coalesce(b.late, false) AS late");
    columns.add("a.id IS NOT NULL AS in_a");
    columns.add("b.id IS NOT NULL AS in_b");
    for (FeatureStep.Entity step : entities()) {
      String entity = entity(pipeline, step);
      columns.add("coalesce(a." + entity + ", b." + entity + ") AS " + entity);
    }
    for (Column one : compared) {
      columns.add("a." + Sql.name(one.name()) + " AS " + inA(one));
      columns.add("b." + Sql.name(one.name()) + " AS " + inB(one));
    }
    return "SELECT "
        + String.join(", ", columns)
        + " FROM a FULL JOIN b ON a.id = b.id AND a.time = b.time"
        + " AND a.key IS NOT DISTINCT FROM b.key AND a.nth = b.nth";
  }

  private static String inA(Column column) {
    return Sql.name("a " + column.name());
  }

  private static String inB(Column column) {
    return Sql.name("b " + column.name());
  }

  /** Whether a pair's values are equal; never null. */
  private static String isEqual(Column column) {
    String left = inA(column);
    String right = inB(column);
    String same = "(" + left + " IS NOT DISTINCT FROM " + right + ")";
    if (column.type() != ColumnType.DOUBLE) {
      return same;
    }
    return "("
        + same
        + " OR coalesce(abs("
        + left
        + " - "
        + right
        + ") <= greatest("
        + RELATIVE
        + " * greatest(abs("
        + left
        + "), abs("
        + right
        + ")), "
        + ABSOLUTE
        + "), false))";
  }

  ComparisonResult result() throws SQLException {
    ComparisonResult result = new ComparisonResult(a.toString(), b.toString(), part);
    try (ResultSet counts =
        statement.executeQuery(
            "SELECT count(*) FILTER (in_a), count(*) FILTER (in_b),"
                + " count(*) FILTER (in_a AND in_b), count(*) FILTER (late) FROM pairs")) {
      counts.next();
      result.rows(counts.getLong(1), counts.getLong(2), counts.getLong(3), counts.getLong(4));
    }
    result.missing(ids("in_a AND NOT in_b"), ids("in_b AND NOT in_a"));
    for (int i = 0; i < pipeline.layout().size(); i++) {
      Column column = pipeline.layout().column(i);
      if (compared.contains(column)) {
        result.add(compare(column, late.table(i)));
      }
    }
    onOneSide.forEach(result::notCompared);
    return result;
  }

  private ComparisonResult.ColumnResult compare(Column column, String lateTable)
      throws SQLException {
    String rows =
        "(SELECT id, time, "
            + inA(column)
            + ", "
            + inB(column)
            + ", "
            + isEqual(column)
            + " AS equal, n IN (SELECT n FROM "
            + lateTable
            + ") AS apart FROM pairs WHERE in_a AND in_b)";
    ComparisonResult.ColumnResult result;
    try (ResultSet counts =
        statement.executeQuery(
            "SELECT count(*) FILTER (NOT apart AND equal), count(*) FILTER (NOT apart AND NOT"
                + " equal), count(*) FILTER (apart AND equal), count(*) FILTER (apart AND NOT"
                + " equal) FROM "
                + rows)) {
      counts.next();
      result =
          new ComparisonResult.ColumnResult(
              column.name(),
              counts.getLong(1),
              counts.getLong(2),
              counts.getLong(3),
              counts.getLong(4));
    }
    if (result.different() > 0) {
      try (ResultSet examples =
          statement.executeQuery(
              "SELECT id, CAST(make_timestamp(time * 1000) AS VARCHAR), "
                  + inA(column)
                  + ", "
                  + inB(column)
                  + " FROM "
                  + rows
                  + " WHERE NOT apart AND NOT equal ORDER BY time, id LIMIT "
                  + EXAMPLES)) {
        while (examples.next()) {
          result.example(
              examples.getString(1),
              examples.getString(2),
              examples.getString(3),
              examples.getString(4));
        }
      }
    }
    return result;
  }

  private List<String> ids(String where) throws SQLException {
    List<String> ids = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT id FROM pairs WHERE " + where + " ORDER BY time, id LIMIT " + EXAMPLES)) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  /** Writes what differs, and what only one side has, as CSV. */
  void list(Path file) throws SQLException {
    List<String> parts = new ArrayList<>();
    parts.add(
        "SELECT CAST(id AS VARCHAR) AS id, time, NULL AS \"column\", 'only-in-a' AS verdict,"
            + " NULL AS a, NULL AS b FROM pairs WHERE in_a AND NOT in_b");
    parts.add(
        "SELECT CAST(id AS VARCHAR), time, NULL, 'only-in-b', NULL, NULL FROM pairs"
            + " WHERE in_b AND NOT in_a");
    for (int i = 0; i < pipeline.layout().size(); i++) {
      Column column = pipeline.layout().column(i);
      if (compared.contains(column)) {
        parts.add(
            "SELECT CAST(id AS VARCHAR), time, "
                + Sql.text(column.name())
                + ", CASE WHEN n IN (SELECT n FROM "
                + late.table(i)
                + ") THEN 'late' ELSE 'different' END, CAST("
                + inA(column)
                + " AS VARCHAR), CAST("
                + inB(column)
                + " AS VARCHAR) FROM pairs WHERE in_a AND in_b AND NOT "
                + isEqual(column));
      }
    }
    statement.execute(
        "COPY (SELECT id, make_timestamp(time * 1000) AS time, \"column\", verdict, a, b FROM ("
            + String.join(" UNION ALL ", parts)
            + ") ORDER BY time, id, \"column\") TO "
            + Sql.text(file.toAbsolutePath().toString())
            + " (FORMAT csv, HEADER)");
  }

  @Override
  public void close() throws SQLException {
    try {
      statement.close();
    } finally {
      duckDb.close();
    }
  }
}
