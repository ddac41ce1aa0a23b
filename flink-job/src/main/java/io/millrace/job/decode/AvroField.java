package io.millrace.job.decode;

import io.millrace.job.decode.AvroReader.BytesDecoder;
import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Reads one field of an Avro record into its column; resolved once, run for every record. */
interface AvroField {
  /** More than any precision takes, sign extension included; longer ones are not even converted. */
  int MOST_DECIMAL_BYTES = 64;

  void read(BytesDecoder input, Event event) throws IOException, MalformedRecordException;

  /**
   * A record whose fields are columns named {@code prefix + field}; nested ones join with a dot.
   */
  static AvroField record(Schema schema, String prefix, Layout layout) {
    List<AvroField> fields = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      fields.add(of(field.schema(), prefix + field.name(), layout));
    }
    AvroField[] steps = fields.toArray(new AvroField[0]);
    return (input, event) -> {
      for (AvroField step : steps) {
        step.read(input, event);
      }
    };
  }

  private static AvroField of(Schema schema, String name, Layout layout) {
    switch (schema.getType()) {
      case RECORD:
        return record(schema, name + '.', layout);
      case UNION:
        return union(schema, name, layout);
      default:
        return value(schema, name, layout.position(name));
    }
  }

  private static AvroField union(Schema schema, String name, Layout layout) {
    List<AvroField> branches = new ArrayList<>();
    for (Schema branch : schema.getTypes()) {
      branches.add(
          branch.getType() == Schema.Type.NULL ? (input, event) -> {} : of(branch, name, layout));
    }
    AvroField[] steps = branches.toArray(new AvroField[0]);
    return (input, event) -> {
      int branch = input.avro().readIndex();
      if (branch < 0 || branch >= steps.length) {
        throw new MalformedRecordException(
            DeadLetterReason.MALFORMED,
            "field " + name + " names branch " + branch + " of a union of " + steps.length);
      }
      steps[branch].read(input, event);
    };
  }

  private static AvroField value(Schema schema, String name, int column) {
    LogicalType logical = schema.getLogicalType();
    switch (schema.getType()) {
      case BOOLEAN:
        return (input, event) -> event.setBoolean(column, input.avro().readBoolean());
      case INT:
        return (input, event) -> event.setLong(column, input.avro().readInt());
      case LONG:
        if (logical instanceof LogicalTypes.TimestampMillis) {
          return (input, event) ->
              event.setLong(column, Times.millisToMicros(input.avro().readLong()));
        }
        return (input, event) -> event.setLong(column, input.avro().readLong());
      case FLOAT:
        return (input, event) -> event.setDouble(column, input.avro().readFloat());
      case DOUBLE:
        return (input, event) -> event.setDouble(column, input.avro().readDouble());
      case STRING:
        return (input, event) -> event.setObject(column, text(input.readBytes(), name));
      case ENUM:
        return enumeration(schema, name, column);
      case BYTES:
        if (logical instanceof LogicalTypes.Decimal) {
          LogicalTypes.Decimal decimal = (LogicalTypes.Decimal) logical;
          return (input, event) ->
              event.setObject(column, decimal(input.readBytes(), decimal, name));
        }
        return (input, event) -> event.setObject(column, input.readBytes());
      case FIXED:
        return fixed(schema, name, column);
      default:
        throw new IllegalArgumentException("no column holds Avro " + schema.getType());
    }
  }

  private static AvroField enumeration(Schema schema, String name, int column) {
    String[] symbols = schema.getEnumSymbols().toArray(new String[0]);
    return (input, event) -> {
      int symbol = input.avro().readEnum();
      if (symbol < 0 || symbol >= symbols.length) {
        throw new MalformedRecordException(
            DeadLetterReason.MALFORMED,
            "field " + name + " names symbol " + symbol + " of an enum of " + symbols.length);
      }
      event.setObject(column, symbols[symbol]);
    };
  }

  private static AvroField fixed(Schema schema, String name, int column) {
    int size = schema.getFixedSize();
    LogicalType logical = schema.getLogicalType();
    LogicalTypes.Decimal decimal =
        logical instanceof LogicalTypes.Decimal ? (LogicalTypes.Decimal) logical : null;
    return (input, event) -> {
      byte[] bytes = new byte[size];
      input.avro().readFixed(bytes);
      event.setObject(column, decimal == null ? bytes : decimal(bytes, decimal, name));
    };
  }

  /** Decoding puts U+FFFD where bytes are no UTF-8, so only texts that hold one are looked at. */
  private static String text(byte[] utf8, String name) throws MalformedRecordException {
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0
        && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), utf8)) {
      throw new MalformedRecordException(
          DeadLetterReason.MALFORMED, "field " + name + " is no text in UTF-8");
    }
    return text;
  }

  /** Digits beyond the precision would not fit the columns of lake and warehouse. */
  private static BigDecimal decimal(byte[] unscaled, LogicalTypes.Decimal type, String name)
      throws MalformedRecordException {
    if (unscaled.length > 0 && unscaled.length <= MOST_DECIMAL_BYTES) {
      BigDecimal value = new BigDecimal(new BigInteger(unscaled), type.getScale());
      if (value.precision() <= type.getPrecision()) {
        return value;
      }
    }
    throw new MalformedRecordException(
        DeadLetterReason.MALFORMED,
        "field " + name + " is no decimal of 1 to " + type.getPrecision() + " digits");
  }
}
