package io.millrace.job.testing;

import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Column;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** An event with a field of every type that a pipeline may have, and random ones of it. */
public final class Everything {
  private static final String SCHEMA_JSON =
      """
      {"type": "record", "name": "Everything", "fields": [
        {"name": "id", "type": "string"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "flag", "type": "boolean"},
        {"name": "small", "type": "int"},
        {"name": "big", "type": "long"},
        {"name": "ratio", "type": "float"},
        {"name": "amount", "type": "double"},
        {"name": "color",
         "type": {"type": "enum", "name": "Color", "symbols": ["RED", "GREEN", "BLUE"]}},
        {"name": "raw", "type": "bytes"},
        {"name": "price",
         "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
        {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 4}},
        {"name": "fee", "type": {"type": "fixed", "name": "Fee", "size": 8,
         "logicalType": "decimal", "precision": 16, "scale": 4}},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {"name": "instant", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "card", "type": {"type": "record", "name": "Card", "fields": [
          {"name": "network", "type": "string"},
          {"name": "limits", "type": {"type": "record", "name": "Limits", "fields": [
            {"name": "daily", "type": "int"},
            {"name": "monthly", "type": ["null", "double"]}
          ]}}
        ]}},
        {"name": "note", "type": ["null", "string"]},
        {"name": "score", "type": ["double", "null"]},
        {"name": "refund", "type": ["null",
         {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 3}]},
        {"name": "place", "type": ["null", {"type": "record", "name": "Place", "fields": [
          {"name": "city", "type": "string"},
          {"name": "zone", "type": ["null", "int"]}
        ]}]}
      ]}
      """;

  public static final Schema SCHEMA = new Schema.Parser().parse(SCHEMA_JSON);

  /** 2020-01-01T00:00:00Z; times lie in the four years from here. */
  private static final long FROM = 1_577_836_800_000L;

  private static final long SPAN = 4L * 365 * 24 * 3_600_000;
  private static final String LETTERS = "aZ0 _-\"\\\n{}äß€漢😀";

  private Everything() {}

  /** A pipeline that decodes these events, with further settings of its {@code event} section. */
  public static PipelineFiles files(String format, String... settings) {
    StringBuilder yaml =
        new StringBuilder("pipeline: everything\nevent:\n  schema: event.avsc\n")
            .append("  format: ")
            .append(format)
            .append("\n  id: id\n  time: at\n");
    for (String setting : settings) {
      yaml.append("  ").append(setting).append('\n');
    }
    return TestPipelines.of(yaml.toString(), SCHEMA_JSON);
  }

  /** A random event. */
  public static GenericRecord random(Random random) {
    GenericRecord event = record(SCHEMA, random);
    event.put("id", "id-" + Long.toHexString(random.nextLong()));
    event.put("at", FROM + (long) (random.nextDouble() * SPAN));
    return event;
  }

  private static GenericRecord record(Schema schema, Random random) {
    GenericData.Record record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      record.put(field.pos(), value(field.schema(), random));
    }
    return record;
  }

  private static Object value(Schema schema, Random random) {
    return switch (schema.getType()) {
      case RECORD -> record(schema, random);
      case UNION -> random.nextInt(3) == 0 ? null : value(nonNull(schema), random);
      case BOOLEAN -> random.nextBoolean();
      case INT -> random.nextInt() >> random.nextInt(32);
      case LONG -> random.nextLong() >> (12 + random.nextInt(52));
      case FLOAT -> (float) random.nextGaussian();
      case DOUBLE -> random.nextGaussian() * Math.pow(10, random.nextInt(12));
      case STRING -> text(random);
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())));
      case BYTES -> ByteBuffer.wrap(bytes(schema, random));
      case FIXED -> new GenericData.Fixed(schema, bytes(schema, random));
      default -> throw new IllegalArgumentException(schema.toString());
    };
  }

  private static String text(Random random) {
    int[] points = LETTERS.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(12); left > 0; left--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }

  private static byte[] bytes(Schema schema, Random random) {
    boolean fixed = schema.getType() == Schema.Type.FIXED;
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      BigInteger bound = BigInteger.TEN.pow(1 + random.nextInt(decimal.getPrecision()));
      BigInteger unscaled = new BigInteger(80, random).mod(bound);
      byte[] minimal = (random.nextBoolean() ? unscaled : unscaled.negate()).toByteArray();
      return fixed ? signExtended(minimal, schema.getFixedSize()) : minimal;
    }
    byte[] bytes = new byte[fixed ? schema.getFixedSize() : random.nextInt(10)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] signExtended(byte[] minimal, int size) {
    byte[] wide = new byte[size];
    java.util.Arrays.fill(wide, (byte) (minimal[0] < 0 ? -1 : 0));
    System.arraycopy(minimal, 0, wide, size - minimal.length, minimal.length);
    return wide;
  }

  private static Schema nonNull(Schema union) {
    return union.getTypes().stream()
        .filter(branch -> branch.getType() != Schema.Type.NULL)
        .findFirst()
        .orElseThrow();
  }

  /** What the event's columns must hold, by name: boxed values, null where null. */
  public static Map<String, Object> expectedColumns(GenericRecord record) {
    Map<String, Object> columns = new LinkedHashMap<>();
    flatten(record, record.getSchema(), "", columns);
    return columns;
  }

  private static void flatten(
      GenericRecord record, Schema schema, String prefix, Map<String, Object> into) {
    for (Schema.Field field : schema.getFields()) {
      Schema type = field.schema();
      Schema value = type.getType() == Schema.Type.UNION ? nonNull(type) : type;
      Object datum = record == null ? null : record.get(field.pos());
      String name = prefix + field.name();
      if (value.getType() == Schema.Type.RECORD) {
        flatten((GenericRecord) datum, value, name + '.', into);
      } else {
        into.put(name, datum == null ? null : stored(value, datum));
      }
    }
  }

  private static Object stored(Schema schema, Object datum) {
    LogicalType logical = schema.getLogicalType();
    return switch (schema.getType()) {
      case INT -> ((Number) datum).longValue();
      case LONG -> (long) datum * (logical instanceof LogicalTypes.TimestampMillis ? 1000 : 1);
      case FLOAT -> ((Number) datum).doubleValue();
      case BYTES -> decimalOr(logical, ((ByteBuffer) datum).array());
      case FIXED -> decimalOr(logical, ((GenericData.Fixed) datum).bytes());
      case STRING, ENUM -> datum.toString();
      default -> datum;
    };
  }

  private static Object decimalOr(LogicalType logical, byte[] bytes) {
    return logical instanceof LogicalTypes.Decimal decimal
        ? new BigDecimal(new BigInteger(bytes), decimal.getScale())
        : bytes;
  }

  /** What an event's field columns hold, in the form of {@link #expectedColumns}. */
  public static Map<String, Object> columns(Layout layout, Event event) {
    Map<String, Object> columns = new LinkedHashMap<>();
    List<Column> fields = layout.columns().subList(0, layout.fields());
    for (int i = 0; i < fields.size(); i++) {
      columns.put(fields.get(i).name(), event.isNull(i) ? null : value(event, i, fields.get(i)));
    }
    return columns;
  }

  private static Object value(Event event, int position, Column column) {
    return switch (column.type()) {
      case BOOLEAN -> event.getBoolean(position);
      case DOUBLE -> event.getDouble(position);
      case STRING, BYTES, DECIMAL -> event.getObject(position);
      default -> event.getLong(position);
    };
  }
}
