package io.millrace.job.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Event;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/**
 * Reads a JSON value of one Avro type into its column.
 *
 * <p>Timestamps are numbers in the unit of their logical type or ISO-8601 text; dates are days or
 * ISO-8601 text; bytes are text of code points 0 to 255, as in Avro's own JSON encoding.
 */
interface JsonValue {
  /** Characters of a decimal; reading one takes time by the square of its length. */
  int LONGEST_DECIMAL = 1000;

  void read(JsonParser json, Event event) throws IOException, MalformedRecordException;

  /** A reader of this type; {@code path} names the field in messages. */
  static JsonValue of(Schema type, String path, int column) {
    LogicalType logical = type.getLogicalType();
    switch (type.getType()) {
      case BOOLEAN:
        return (json, event) -> {
          expect(json.currentToken().isBoolean(), path, "a boolean", json);
          event.setBoolean(column, json.currentToken() == JsonToken.VALUE_TRUE);
        };
      case INT:
        if (logical instanceof LogicalTypes.Date) {
          return (json, event) -> event.setLong(column, date(json, path));
        }
        return (json, event) -> {
          expect(json.currentToken() == JsonToken.VALUE_NUMBER_INT, path, "a whole number", json);
          event.setLong(column, json.getIntValue());
        };
      case LONG:
        if (logical instanceof LogicalTypes.TimestampMillis) {
          return (json, event) -> event.setLong(column, timestamp(json, path, 1000));
        }
        if (logical instanceof LogicalTypes.TimestampMicros) {
          return (json, event) -> event.setLong(column, timestamp(json, path, 1));
        }
        return (json, event) -> {
          expect(json.currentToken() == JsonToken.VALUE_NUMBER_INT, path, "a whole number", json);
          event.setLong(column, json.getLongValue());
        };
      case FLOAT:
      case DOUBLE:
        return (json, event) -> {
          expect(json.currentToken().isNumeric(), path, "a number", json);
          event.setDouble(column, finite(json.getDoubleValue(), path));
        };
      case STRING:
        return (json, event) -> event.setObject(column, text(json, path));
      case ENUM:
        Set<String> symbols = new HashSet<>(type.getEnumSymbols());
        return (json, event) -> {
          String symbol = text(json, path);
          expect(symbols.contains(symbol), path, "a symbol of enum " + type.getName(), json);
          event.setObject(column, symbol);
        };
      case BYTES:
      case FIXED:
        if (logical instanceof LogicalTypes.Decimal) {
          LogicalTypes.Decimal decimal = (LogicalTypes.Decimal) logical;
          return (json, event) -> event.setObject(column, decimal(json, path, decimal));
        }
        int length = type.getType() == Schema.Type.FIXED ? type.getFixedSize() : -1;
        return (json, event) -> event.setObject(column, bytes(text(json, path), path, length));
      default:
        throw new IllegalArgumentException("no column holds Avro " + type.getType());
    }
  }

  private static void expect(boolean holds, String path, String what, JsonParser json)
      throws IOException, MalformedRecordException {
    if (!holds) {
      throw new MalformedRecordException(
          DeadLetterReason.MALFORMED,
          "field " + path + " is not " + what + " but " + json.currentToken());
    }
  }

  private static String text(JsonParser json, String path)
      throws IOException, MalformedRecordException {
    expect(json.currentToken() == JsonToken.VALUE_STRING, path, "text", json);
    return json.getText();
  }

  private static double finite(double value, String path) throws MalformedRecordException {
    if (Double.isInfinite(value)) {
      throw new MalformedRecordException(
          DeadLetterReason.MALFORMED, "field " + path + " is a number out of range");
    }
    return value;
  }

  /** The bytes that a text stands for; {@code length} is -1 where any number of them will do. */
  private static byte[] bytes(String text, String path, int length)
      throws MalformedRecordException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    boolean fits = length < 0 || length == bytes.length;
    if (!fits || text.chars().anyMatch(point -> point > 0xFF)) {
      throw new MalformedRecordException(
          DeadLetterReason.MALFORMED,
          "field "
              + path
              + " is no text of "
              + (fits ? "" : length + " ")
              + "code points 0 to 255");
    }
    return bytes;
  }

  private static long timestamp(JsonParser json, String path, int microsPerUnit)
      throws IOException, MalformedRecordException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      long value = json.getLongValue();
      return microsPerUnit == 1 ? value : Times.millisToMicros(value);
    }
    try {
      // Instant.parse knows no offsets before Java 12.
      Instant instant = OffsetDateTime.parse(text(json, path)).toInstant();
      return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    } catch (DateTimeException | ArithmeticException e) {
      throw new MalformedRecordException(
          DeadLetterReason.MALFORMED, "field " + path + " is no ISO-8601 instant");
    }
  }

  private static long date(JsonParser json, String path)
      throws IOException, MalformedRecordException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return json.getIntValue();
    }
    try {
      return LocalDate.parse(text(json, path)).toEpochDay();
    } catch (DateTimeException e) {
      throw new MalformedRecordException(
          DeadLetterReason.MALFORMED, "field " + path + " is no ISO-8601 date");
    }
  }

  private static BigDecimal decimal(JsonParser json, String path, LogicalTypes.Decimal type)
      throws IOException, MalformedRecordException {
    try {
      String text = json.currentToken().isNumeric() ? json.getText() : text(json, path);
      expect(text.length() <= LONGEST_DECIMAL, path, "a short decimal", json);
      BigDecimal value = new BigDecimal(text);
      expect(value.scale() <= 10_000 && value.scale() >= -10_000, path, "a decimal", json);
      BigDecimal scaled = value.setScale(type.getScale(), RoundingMode.UNNECESSARY);
      expect(scaled.precision() <= type.getPrecision(), path, type.getName() + " in range", json);
      return scaled;
    } catch (ArithmeticException | NumberFormatException e) {
      throw new MalformedRecordException(
          DeadLetterReason.MALFORMED,
          "field " + path + " is no decimal of at most " + type.getScale() + " places");
    }
  }

  /** Puts a field's default into its column when the member is absent. */
  interface Default {
    void apply(Event event) throws MalformedRecordException;

    /** The default of a field, whose non-null type is given. */
    static Default of(Schema.Field field, Schema type, int column) {
      Object value = GenericData.get().getDefaultValue(field);
      if (value == null || value == JsonProperties.NULL_VALUE) {
        return event -> event.setNull(column);
      }
      if (value instanceof Boolean) {
        return event -> event.setBoolean(column, (Boolean) value);
      }
      if (value instanceof Double || value instanceof Float) {
        return event -> event.setDouble(column, ((Number) value).doubleValue());
      }
      if (value instanceof Number) {
        long number = ((Number) value).longValue();
        boolean millis = type.getLogicalType() instanceof LogicalTypes.TimestampMillis;
        return event -> event.setLong(column, millis ? Times.millisToMicros(number) : number);
      }
      if (value instanceof ByteBuffer || value instanceof GenericData.Fixed) {
        byte[] bytes =
            value instanceof ByteBuffer
                ? ((ByteBuffer) value).array()
                : ((GenericData.Fixed) value).bytes();
        if (type.getLogicalType() instanceof LogicalTypes.Decimal) {
          int scale = ((LogicalTypes.Decimal) type.getLogicalType()).getScale();
          BigDecimal decimal = new BigDecimal(new java.math.BigInteger(bytes), scale);
          return event -> event.setObject(column, decimal);
        }
        return event -> event.setObject(column, bytes);
      }
      if (List.of(Schema.Type.STRING, Schema.Type.ENUM).contains(type.getType())) {
        String text = value.toString();
        return event -> event.setObject(column, text);
      }
      throw new IllegalArgumentException("no column holds a default of " + type.getType());
    }
  }
}
