package io.millrace.job.config;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.expression.Suggestion;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the {@code warehouse} section: the table, and how it takes corrected events. */
final class WarehouseReader {
  private static final Pattern TABLE = Pattern.compile("[a-z_][a-z0-9_]{0,126}");
  private static final Set<ColumnType> VERSION_TYPES =
      EnumSet.of(ColumnType.INT, ColumnType.LONG, ColumnType.TIMESTAMP, ColumnType.DATE);

  private final Columns columns;
  private final Problems problems;

  private String table;
  private UpsertSpec upsert;

  WarehouseReader(Columns columns, Problems problems) {
    this.columns = columns;
    this.problems = problems;
  }

  /**
   * Reads the section.
   *
   * @param idColumn position of the identity; -1 when its definition has faults
   * @param contentHash whether the identity is no field
   */
  void read(YamlValue section, int idColumn, boolean contentHash) {
    section
        .map("table", "upsert", "version")
        .ifPresent(
            warehouse -> {
              table = warehouse.require("table", "payments").flatMap(this::table).orElse(null);
              if (warehouse.has("upsert")) {
                upsert = upsert(warehouse, idColumn, contentHash);
              } else {
                warehouse
                    .get("version")
                    .ifPresent(
                        version ->
                            problems.add(
                                version.where(),
                                "no version without the key upsert",
                                "one",
                                "add e.g. upsert: event_id, or remove it"));
              }
            });
  }

  /** Name of the table; empty when the section names none. */
  Optional<String> table() {
    return Optional.ofNullable(table);
  }

  /** Null: rows are only added. */
  UpsertSpec upsert() {
    return upsert;
  }

  private Optional<String> table(YamlValue value) {
    String expected = "a name of lower-case letters, digits and _";
    return value
        .text(expected)
        .flatMap(
            text ->
                TABLE.matcher(text).matches()
                    ? Optional.of(text)
                    : value.problem(expected, "rename the table"));
  }

  private UpsertSpec upsert(YamlMap warehouse, int idColumn, boolean contentHash) {
    int id = warehouse.get("upsert").map(value -> id(value, idColumn, contentHash)).orElse(-1);
    int version = warehouse.require("version", "revision").map(this::version).orElse(-1);
    return id < 0 || version < 0 ? null : new UpsertSpec(id, version);
  }

  private int id(YamlValue value, int idColumn, boolean contentHash) {
    String expected = "the field that event.id names";
    Optional<String> name = value.text(expected);
    if (contentHash) {
      // A correction has other bytes, and so another hash.
      value.problem("a field as the identity in event.id", "name that field in event.id");
      return -1;
    }
    if (name.isEmpty() || idColumn < 0) {
      return -1;
    }
    String id = columns.column(idColumn).name();
    if (!name.get().equals(id)) {
      value.problem(expected, "write " + id + ", or change event.id");
      return -1;
    }
    return idColumn;
  }

  private int version(YamlValue value) {
    String expected = "a field of the event that grows with each correction";
    Optional<String> name = value.text(expected);
    if (name.isEmpty() || columns.isFaulty(name.get())) {
      return -1;
    }
    int position = columns.position(name.get());
    if (position < 0 || columns.column(position).kind() != Column.Kind.FIELD) {
      value.problem(expected, Suggestion.remedy(name.get(), columns.names(Column.Kind.FIELD)));
      return -1;
    }
    Column column = columns.column(position);
    if (!VERSION_TYPES.contains(column.type()) || column.nullable()) {
      problems.add(
          value.where(),
          "a field of type " + PipelineReader.join(VERSION_TYPES) + " that is never null",
          "'" + name.get() + "', which is " + column.type() + (column.nullable() ? " or null" : ""),
          "choose another field, or change its type in the schema");
      return -1;
    }
    return position;
  }
}
