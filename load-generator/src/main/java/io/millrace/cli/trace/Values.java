package io.millrace.cli.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.event.Event;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** Values of a row's columns: compared, copied, and shown. */
final class Values {
  /** How far two real numbers may lie apart, relative to the larger, and still be equal. */
  private static final double TOLERANCE = 1e-9;

  private Values() {}

  /** Whether two rows hold the same in a column; real numbers as equality of features has it. */
  static boolean isEqual(Pipeline pipeline, int column, Event a, Event b) {
    if (a.isNull(column) || b.isNull(column)) {
      return a.isNull(column) == b.isNull(column);
    }
    switch (pipeline.layout().column(column).type()) {
      case DOUBLE:
        double one = a.getDouble(column);
        double other = b.getDouble(column);
        return Double.compare(one, other) == 0
            || Math.abs(one - other) <= TOLERANCE * Math.max(Math.abs(one), Math.abs(other));
      case STRING:
      case DECIMAL:
        return a.getObject(column).equals(b.getObject(column));
      case BYTES:
        return Arrays.equals(a.getBytes(column), b.getBytes(column));
      default:
        return a.getLong(column) == b.getLong(column);
    }
  }

  /** Sets a column of an event as it stands in another. */
  static void copy(Pipeline pipeline, int column, Event from, Event into) {
    if (from.isNull(column)) {
      into.setNull(column);
    } else if (pipeline.layout().column(column).type().isPrimitive()) {
      into.setLong(column, from.getLong(column));
    } else {
      into.setObject(column, from.getObject(column));
    }
  }

  /** A value for a page: times in UTC, bytes in hex. */
  static JsonNode json(Pipeline pipeline, int position, Event event) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (event.isNull(position)) {
      return json.nullNode();
    }
    Column column = pipeline.layout().column(position);
    switch (column.type()) {
      case BOOLEAN:
        return json.booleanNode(event.getBoolean(position));
      case DOUBLE:
        return json.numberNode(event.getDouble(position));
      case TIMESTAMP:
        return json.textNode(
            Instant.EPOCH.plus(event.getLong(position), ChronoUnit.MICROS).toString());
      case DATE:
        return json.textNode(LocalDate.ofEpochDay(event.getLong(position)).toString());
      case STRING:
        return json.textNode(event.getString(position));
      case DECIMAL:
        return json.numberNode(event.getDecimal(position));
      case BYTES:
        return json.textNode(hex(event.getBytes(position)));
      default:
        return json.numberNode(event.getLong(position));
    }
  }

  static String text(Pipeline pipeline, int column, Event event) {
    return json(pipeline, column, event).asText();
  }

  static String hex(byte[] bytes) {
    StringBuilder hex = new StringBuilder(2 * bytes.length);
    for (byte one : bytes) {
      hex.append(Character.forDigit((one >> 4) & 0xF, 16))
          .append(Character.forDigit(one & 0xF, 16));
    }
    return hex.toString();
  }
}
