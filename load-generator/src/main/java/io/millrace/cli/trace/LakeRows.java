package io.millrace.cli.trace;

import io.millrace.cli.UserException;
import io.millrace.cli.lake.RowValues;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RowIdentity;
import io.millrace.job.lake.Lake;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.lake.TimeRange;
import io.millrace.job.lake.UnfitLakeException;
import io.millrace.job.warehouse.Sql;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Rows of a run's lake by their identity or their entity, read by DuckDB. Where the warehouse has
 * loaded the files, it says which of them can hold a row, as opening every file takes long where
 * there are many. For one thread.
 */
final class LakeRows {
  private static final String HELD = "held_lake";

  private final RunOutputs run;
  private final Pipeline pipeline;
  private final Layout layout;
  private final Lake lake;
  private final RowIdentity identity;
  private final LoadedFiles loaded;
  private final Map<String, Set<String>> columns = new HashMap<>();
  private boolean held;

  LakeRows(RunOutputs run) throws IOException {
    this.run = run;
    this.pipeline = run.pipeline();
    this.layout = pipeline.layout();
    this.lake = open(run);
    this.identity = RowIdentity.of(layout, pipeline.identityColumn(), pipeline.timestampColumn());
    this.loaded = new LoadedFiles(run);
  }

  /** Null when all of its files are gone, or none was ever written. */
  private static Lake open(RunOutputs run) throws IOException {
    try {
      return Lake.open(
          new org.apache.flink.core.fs.Path(run.folder().resolve(RunOutputs.LAKE).toUri()));
    } catch (UnfitLakeException e) {
      return null;
    }
  }

  /** Rows of the lake with an identity. */
  List<LakeRow> ofId(String id) throws SQLException {
    return lookUp(isId(), List.of(number(id)));
  }

  /** Rows of the lake that one record made. */
  List<LakeRow> ofRecord(String shard, String sequence) throws SQLException {
    return lookUp("origin_shard = ? AND origin_sequence = ?", List.of(shard, sequence));
  }

  private List<LakeRow> lookUp(String condition, List<Object> values) throws SQLException {
    if (lake == null) {
      return List.of();
    }
    if (!held && loaded.isWhole()) {
      List<Path> files = candidates(condition, values);
      List<LakeRow> found =
          files.isEmpty() ? List.of() : where(RunOutputs.rows(files), condition, values, true);
      if (!found.isEmpty()) {
        return found;
      }
      // Somebody may have taken the row out of the warehouse.
    }
    return where(from(TimeRange.ALL), condition, values, true);
  }

  /** Files of the partitions of the rows that were loaded, and those that were not loaded yet. */
  private List<Path> candidates(String condition, List<Object> values) throws SQLException {
    Set<Path> files = new TreeSet<>(loaded.missing(paths(TimeRange.ALL)));
    String sql =
        "SELECT DISTINCT "
            + micros()
            + " FROM "
            + RunOutputs.table(pipeline.table())
            + " WHERE "
            + condition;
    try (PreparedStatement query = run.duckDb().prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        query.setObject(i + 1, values.get(i));
      }
      try (ResultSet times = query.executeQuery()) {
        while (times.next()) {
          long millis = Math.floorDiv(times.getLong(1), 1000L);
          files.addAll(paths(TimeRange.of(millis, millis + 1)));
        }
      }
    }
    return new ArrayList<>(files);
  }

  private String micros() {
    return "epoch_us(" + Sql.name(layout.column(pipeline.timestampColumn()).name()) + ")";
  }

  /** Rows of the warehouse's table with an identity. */
  List<LakeRow> loadedOfId(String id) throws SQLException {
    return run.hasTable(pipeline.table())
        ? where(RunOutputs.table(pipeline.table()), isId(), List.of(number(id)), false)
        : List.of();
  }

  private String isId() {
    return Sql.name(layout.column(pipeline.identityColumn()).name()) + " = ?";
  }

  /** An identity as the value of its column. */
  private Object number(String id) {
    Column column = layout.column(pipeline.identityColumn());
    if (column.type() == ColumnType.STRING) {
      return id;
    }
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw new UserException(
          "the identity " + column.name() + " is a whole number, got '" + id + "'", e);
    }
  }

  /** The row itself is among them, and events of the same time whatever their identities. */
  List<Event> ofEntity(FeatureStep.Entity step, Event event) throws SQLException {
    long end = event.timeMillis() - step.delay().toMillis();
    long start = end - step.longestWindow().toMillis();
    return ofEntity(step.entityColumn(), event, TimeRange.of(start + 1, end + 1));
  }

  /** All rows of the lake of an entity. */
  List<Event> ofEntity(FeatureStep.Anomalies step, Event event) throws SQLException {
    return ofEntity(step.entityColumn(), event, TimeRange.ALL);
  }

  /**
   * Only files whose partition can hold the times are read; where all of them were loaded, the
   * table instead, which has the same rows.
   */
  private List<Event> ofEntity(int entity, Event event, TimeRange times) throws SQLException {
    if (lake == null || lake.files(times).isEmpty()) {
      return List.of();
    }
    String time = micros();
    String condition = Sql.name(layout.column(entity).name()) + " = ?";
    List<Object> values = new ArrayList<>();
    values.add(value(event, entity));
    if (!times.equals(TimeRange.ALL)) {
      condition += " AND " + time + " >= ? AND " + time + " < ?";
      values.add(times.from() * 1000);
      values.add(times.until() * 1000);
    }
    List<LakeRow> rows =
        !held && loaded.isWhole() && loaded.missing(paths(times)).isEmpty()
            ? where(RunOutputs.table(pipeline.table()), condition, values, false)
            : where(from(times), condition, values, true);
    return rows.stream().map(LakeRow::event).collect(Collectors.toList());
  }

  private Object value(Event event, int column) {
    return layout.column(column).type() == ColumnType.STRING
        ? event.getString(column)
        : (Object) event.getLong(column);
  }

  /**
   * Takes the whole lake into memory, for questions about many rows: each is answered from the same
   * rows by the same queries, without opening the files again.
   */
  void hold() throws SQLException {
    try (Statement statement = run.duckDb().createStatement()) {
      statement.execute("CREATE TEMP TABLE " + HELD + " AS SELECT * FROM " + from(TimeRange.ALL));
    }
    held = true;
  }

  /**
   * Bytes that columns take in the files of the lake, compressed.
   *
   * @param first position of the first column
   */
  long bytesFrom(int first) throws SQLException {
    if (lake == null) {
      return 0;
    }
    String names =
        layout.columns().subList(first, layout.size()).stream()
            .map(column -> Sql.text(column.name()))
            .collect(Collectors.joining(", "));
    String files = RunOutputs.list(paths(TimeRange.ALL));
    try (Statement statement = run.duckDb().createStatement();
        ResultSet sum =
            statement.executeQuery(
                "SELECT sum(total_compressed_size) FROM parquet_metadata("
                    + files
                    + ") WHERE path_in_schema IN ("
                    + names
                    + ")")) {
      sum.next();
      return sum.getLong(1);
    }
  }

  /** Some rows, the same ones for the same seed. */
  List<LakeRow> sample(int size, long seed) throws SQLException {
    if (lake == null) {
      return List.of();
    }
    String from =
        "(SELECT * FROM "
            + from(TimeRange.ALL)
            + " USING SAMPLE reservoir("
            + size
            + " ROWS) REPEATABLE ("
            + seed
            + "))";
    return where(from, "true", List.of(), true);
  }

  private String from(TimeRange times) {
    if (held) {
      return HELD;
    }
    return RunOutputs.rows(paths(times));
  }

  private List<Path> paths(TimeRange times) {
    return lake.files(times).stream().map(LakeRows::path).collect(Collectors.toList());
  }

  private static Path path(LakeFile file) {
    URI uri = new org.apache.flink.core.fs.Path(file.path()).toUri();
    return Path.of(uri.getPath());
  }

  private List<LakeRow> where(String from, String condition, List<Object> values, boolean inFiles)
      throws SQLException {
    try {
      return where(from, there(from, inFiles), condition, values, inFiles);
    } catch (SQLException e) {
      // Of the files that are asked, none may have a column that others of the lake have.
      Set<String> here = run.columns(from);
      if (here.equals(there(from, inFiles))) {
        throw e;
      }
      return where(from, here, condition, values, inFiles);
    }
  }

  private List<LakeRow> where(
      String from, Set<String> there, String condition, List<Object> values, boolean inFiles)
      throws SQLException {
    List<String> selected = new ArrayList<>();
    for (Column column : layout.columns()) {
      // A lake that an earlier version wrote lacks what came later.
      selected.add(there.contains(column.name()) ? RowValues.select(column) : "NULL");
    }
    selected.add(inFiles ? "filename" : "NULL");
    String sql = "SELECT " + String.join(", ", selected) + " FROM " + from + " WHERE " + condition;
    List<LakeRow> found = new ArrayList<>();
    try (PreparedStatement query = run.duckDb().prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        query.setObject(i + 1, values.get(i));
      }
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(new LakeRow(event(rows), rows.getString(layout.size() + 1)));
        }
      }
    }
    return found;
  }

  /** Those of the whole lake serve for parts of it: most files share their columns. */
  private Set<String> there(String from, boolean inFiles) throws SQLException {
    Set<String> known = inFiles ? columns.get(RunOutputs.LAKE) : columns.get(from);
    if (known == null) {
      known = run.columns(from);
      if (!inFiles || from.equals(from(TimeRange.ALL))) {
        columns.put(inFiles ? RunOutputs.LAKE : from, known);
      }
    }
    return known;
  }

  private Event event(ResultSet rows) throws SQLException {
    int origin = pipeline.originColumn();
    Event read = Event.ofRow(Origin.ofFile("", "", 0, 0), layout.size());
    for (int i = 0; i < layout.size(); i++) {
      RowValues.set(read, i, layout.column(i), rows, i + 1);
    }
    read.setOrigin(
        Origin.ofShard(
            read.getString(origin + 1),
            read.getString(origin + 2),
            read.getString(origin + 3),
            Math.floorDiv(read.getLong(origin + 4), 1000L)));
    read.setLate(read.getBoolean(origin));
    identity.restore(read);
    return read;
  }
}
