package io.millrace.job.dqdl;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Events for tests of rules, with a column of each type. */
final class Rows {
  static final Layout LAYOUT =
      Layout.of(
          List.of(
              field("i", ColumnType.INT),
              field("n", ColumnType.LONG),
              field("d", ColumnType.DOUBLE),
              Column.decimal("m", 12, 2, true, Column.Kind.FIELD, ""),
              field("s", ColumnType.STRING),
              field("day", ColumnType.DATE),
              field("at", ColumnType.TIMESTAMP),
              field("flag", ColumnType.BOOLEAN),
              field("raw", ColumnType.BYTES),
              Column.of("ratio", ColumnType.DOUBLE, true, Column.Kind.DERIVED, "")));

  private Rows() {}

  private static Column field(String name, ColumnType type) {
    return Column.of(name, type, true, Column.Kind.FIELD, "");
  }

  /** A replayed event with one value, or none. */
  static Event of(String column, String value) {
    Event event = empty(Origin.ofFile("in", "file", 0, 0));
    if (value != null) {
      set(event, column, value);
    }
    return event;
  }

  /**
   * An event of fields joined by {@code |}, such as {@code i=3 | s=web}; {@code arrived=…} says
   * when it came over the stream, {@code replayed=…} gives one of a file its event time.
   */
  static Event parse(String row) {
    Event event = empty(Origin.ofFile("in", "file", 0, Long.MAX_VALUE / 1_000));
    for (String field : row.split(" \\| ")) {
      String name = field.substring(0, field.indexOf('='));
      String value = field.substring(field.indexOf('=') + 1);
      switch (name) {
        case "arrived" -> {
          event.setOrigin(
              Origin.ofShard("stream", "shard", "1", Instant.parse(value).toEpochMilli()));
          event.setTimeMillis(0);
        }
        case "replayed" -> event.setTimeMillis(Instant.parse(value).toEpochMilli());
        default -> {
          if (!value.equals("null")) {
            set(event, name, value.replaceAll("^'|'$", ""));
          }
        }
      }
    }
    return event;
  }

  private static Event empty(Origin origin) {
    return new Event(new byte[1], origin, LAYOUT.size());
  }

  private static void set(Event event, String name, String value) {
    int column = LAYOUT.position(name);
    switch (LAYOUT.column(column).type()) {
      case INT, LONG -> event.setLong(column, Long.parseLong(value));
      case DOUBLE -> event.setDouble(column, Double.parseDouble(value));
      case DECIMAL -> event.setObject(column, new BigDecimal(value));
      case BOOLEAN -> event.setBoolean(column, Boolean.parseBoolean(value));
      case DATE -> event.setLong(column, LocalDate.parse(value).toEpochDay());
      case TIMESTAMP ->
          event.setLong(column, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(value)));
      case BYTES -> event.setObject(column, value.getBytes());
      case STRING -> event.setObject(column, value);
    }
  }
}
