package io.millrace.cli.rescore;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RowIdentity;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.warehouse.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rows of a lake that no model scored, and the folder {@code rescored} beside it, in which each
 * of them has a new row once it is. The lake itself is only read.
 */
final class RescoredLake {
  private static final String ROWS = "rescores";
  private static final int BATCH = 5_000;

  private final Pipeline pipeline;
  private final Path lake;
  private final Path folder;
  private final List<String> keys;

  /**
   * @param out folder of a run
   */
  RescoredLake(Pipeline pipeline, Path out) {
    this.pipeline = pipeline;
    this.lake = out.resolve("lake").toAbsolutePath().normalize();
    this.folder = out.resolve("rescored").toAbsolutePath().normalize();
    this.keys = List.of(identity(), "origin_stream", "origin_shard", "origin_sequence");
  }

  private String identity() {
    return pipeline.layout().column(pipeline.identityColumn()).name();
  }

  /** Columns that tell a row from every other: the event's identity, and the record's origin. */
  List<String> keys() {
    return keys;
  }

  /** The files of new rows, in the order of their paths. */
  List<LakeFile> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<LakeFile> files = new ArrayList<>();
    try (Stream<Path> list = Files.list(folder)) {
      for (Path file : list.sorted().collect(Collectors.toList())) {
        if (file.toString().endsWith(".parquet")) {
          files.add(new LakeFile(file.toUri().toString(), Files.size(file)));
        }
      }
    }
    return files;
  }

  /**
   * Rows that no model scored and that have no new row, with what a score depends on.
   *
   * @param most of them that are returned
   */
  List<Event> unscored(Connection connection, int most) throws SQLException, IOException {
    Set<Integer> needed = new LinkedHashSet<>(pipeline.inference().orElseThrow().inputs());
    needed.add(pipeline.identityColumn());
    needed.add(pipeline.timestampColumn());
    if (pipeline.firstEntity() >= 0) {
      needed.add(pipeline.firstEntity());
    }
    List<Integer> positions = List.copyOf(needed);
    List<String> selected = new ArrayList<>();
    for (int position : positions) {
      selected.add(value(pipeline.layout().column(position)));
    }
    keys.subList(1, keys.size()).forEach(key -> selected.add("l." + Sql.name(key)));
    String sql =
        "SELECT "
            + String.join(", ", selected)
            + " FROM "
            + parquet(lake.resolve("**/*.parquet"))
            + " l WHERE l.degraded_reason IS NOT NULL"
            + " AND l.score_source NOT IN ('model', 'other-variant')"
            + (files().isEmpty()
                ? ""
                : " AND NOT EXISTS (SELECT 1 FROM " + rescored() + " r WHERE " + sameRow() + ")")
            + " LIMIT "
            + most;
    List<Event> events = new ArrayList<>();
    RowIdentity rowIdentity =
        RowIdentity.of(pipeline.layout(), pipeline.identityColumn(), pipeline.timestampColumn());
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        int next = positions.size();
        Event event =
            Event.ofRow(
                Origin.ofShard(
                    rows.getString(next + 1),
                    rows.getString(next + 2),
                    rows.getString(next + 3),
                    0),
                pipeline.layout().size());
        for (int i = 0; i < positions.size(); i++) {
          set(event, positions.get(i), rows, i + 1);
        }
        rowIdentity.restore(event);
        events.add(event);
      }
    }
    return events;
  }

  private static String value(Column column) {
    String name = "l." + Sql.name(column.name());
    switch (column.type()) {
      case TIMESTAMP:
        return "epoch_us(" + name + ")";
      case DATE:
        return "date_diff('day', DATE '1970-01-01', " + name + ")";
      default:
        return name;
    }
  }

  private void set(Event event, int position, ResultSet rows, int index) throws SQLException {
    if (rows.getObject(index) == null) {
      return;
    }
    switch (pipeline.layout().column(position).type()) {
      case BOOLEAN:
        event.setBoolean(position, rows.getBoolean(index));
        break;
      case DOUBLE:
        event.setDouble(position, rows.getDouble(index));
        break;
      case STRING:
        event.setObject(position, rows.getString(index));
        break;
      case BYTES:
        event.setObject(
            position, rows.getBlob(index).getBytes(1, (int) rows.getBlob(index).length()));
        break;
      case DECIMAL:
        event.setObject(position, rows.getBigDecimal(index));
        break;
      default:
        event.setLong(position, rows.getLong(index));
    }
  }

  /**
   * Writes new rows: those of the lake, with other score columns. The file is there whole or not at
   * all.
   */
  LakeFile write(Connection connection, List<NewScore> scores) throws SQLException, IOException {
    Files.createDirectories(folder);
    String name = "part-" + UUID.randomUUID() + ".parquet";
    Path unfinished = folder.resolve('.' + name + ".inprogress");
    fill(connection, scores);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT "
              + pipeline.layout().columns().stream()
                  .map(RescoredLake::newest)
                  .collect(Collectors.joining(", "))
              + " FROM "
              + parquet(lake.resolve("**/*.parquet"))
              + " l JOIN "
              + ROWS
              + " r ON "
              + keys.stream()
                  .map(key -> "CAST(l." + Sql.name(key) + " AS VARCHAR) = r." + Sql.name(key))
                  .collect(Collectors.joining(" AND "))
              + ") TO "
              + Sql.text(unfinished.toString())
              + " (FORMAT PARQUET, COMPRESSION SNAPPY)");
    }
    Path file = Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    return new LakeFile(file.toUri().toString(), Files.size(file));
  }

  /** In the order of the table: warehouses read the columns of a file by position. */
  private static String newest(Column column) {
    String side = column.kind() == Column.Kind.SCORE ? "r." : "l.";
    return side + Sql.name(column.name()) + " AS " + Sql.name(column.name());
  }

  private void fill(Connection connection, List<NewScore> scores) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE OR REPLACE TEMP TABLE "
              + ROWS
              + " ("
              + keys.stream()
                  .map(key -> Sql.name(key) + " VARCHAR")
                  .collect(Collectors.joining(", "))
              + ", score DOUBLE, score_source VARCHAR, model_variant VARCHAR, model_version"
              + " VARCHAR, inference_ms DOUBLE, degraded_reason VARCHAR, scored_at TIMESTAMPTZ)");
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO " + ROWS + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, to_timestamp(?))")) {
      int pending = 0;
      for (NewScore score : scores) {
        insert.setString(1, score.event.id());
        insert.setString(2, score.event.origin().stream());
        insert.setString(3, score.event.origin().shard());
        insert.setString(4, score.event.origin().sequence());
        insert.setDouble(5, score.score);
        insert.setString(6, score.detour == null ? "model" : "other-variant");
        text(insert, 7, score.variant);
        text(insert, 8, score.version);
        insert.setDouble(9, score.millis);
        text(insert, 10, score.detour == null ? null : score.detour.name());
        insert.setDouble(11, score.atMicros / 1e6);
        insert.addBatch();
        if (++pending % BATCH == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
  }

  private static void text(PreparedStatement insert, int index, String value) throws SQLException {
    if (value == null) {
      insert.setNull(index, Types.VARCHAR);
    } else {
      insert.setString(index, value);
    }
  }

  private String sameRow() {
    return keys.stream()
        .map(key -> "l." + Sql.name(key) + " = r." + Sql.name(key))
        .collect(Collectors.joining(" AND "));
  }

  private String rescored() {
    return parquet(folder.resolve("*.parquet"));
  }

  private static String parquet(Path glob) {
    return "read_parquet("
        + Sql.text(glob.toString())
        + ", hive_partitioning = false, union_by_name = true)";
  }
}
