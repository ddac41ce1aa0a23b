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
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Reads one field of an Avro record into its column; resolved once, run for every record. */
interface AvroField {
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
        return value(schema, layout.position(name));
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

  private static AvroField value(Schema schema, int column) {
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
        return (input, event) ->
            event.setObject(column, new String(input.readBytes(), StandardCharsets.UTF_8));
      case ENUM:
        return enumeration(schema, column);
      case BYTES:
        if (logical instanceof LogicalTypes.Decimal) {
          int scale = ((LogicalTypes.Decimal) logical).getScale();
          return (input, event) -> event.setObject(column, decimal(input.readBytes(), scale));
        }
        return (input, event) -> event.setObject(column, input.readBytes());
      case FIXED:
        return fixed(schema, column);
      default:
        throw new IllegalArgumentException("no column holds Avro " + schema.getType());
    }
  }

  private static AvroField enumeration(Schema schema, int column) {
    String[] symbols = schema.getEnumSymbols().toArray(new String[0]);
    return (input, event) -> {
      int symbol = input.avro().readEnum();
      if (symbol < 0 || symbol >= symbols.length) {
        throw new MalformedRecordException(
            DeadLetterReason.MALFORMED,
            "symbol " + symbol + " of enum " + schema.getName() + ", which has " + symbols.length);
      }
      event.setObject(column, symbols[symbol]);
    };
  }

  private static AvroField fixed(Schema schema, int column) {
    int size = schema.getFixedSize();
    LogicalType logical = schema.getLogicalType();
    int scale =
        logical instanceof LogicalTypes.Decimal ? ((LogicalTypes.Decimal) logical).getScale() : -1;
    return (input, event) -> {
      byte[] bytes = new byte[size];
      input.avro().readFixed(bytes);
      event.setObject(column, scale < 0 ? bytes : decimal(bytes, scale));
    };
  }

  private static BigDecimal decimal(byte[] unscaled, int scale) throws MalformedRecordException {
    if (unscaled.length == 0) {
      throw new MalformedRecordException(
          DeadLetterReason.MALFORMED, "a decimal field has no digits");
    }
    return new BigDecimal(new BigInteger(unscaled), scale);
  }
}
