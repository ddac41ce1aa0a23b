package io.millrace.job.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Avro records as the JSON objects that producers send, in any of the forms that are allowed. */
public final class JsonText {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonText() {}

  /** The record as an object; members stand in any order, and nulls may be left out. */
  public static byte[] of(GenericRecord record, Random random) {
    try {
      return MAPPER.writeValueAsBytes(object(record, random));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ObjectNode object(GenericRecord record, Random random) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    List<Schema.Field> fields = new ArrayList<>(record.getSchema().getFields());
    Collections.shuffle(fields, random);
    for (Schema.Field field : fields) {
      Object value = record.get(field.pos());
      if (value != null) {
        put(object, field.name(), nonNull(field.schema()), value, random);
      } else if (random.nextBoolean()) {
        object.putNull(field.name());
      }
    }
    return object;
  }

  private static Schema nonNull(Schema type) {
    return type.getType() != Schema.Type.UNION
        ? type
        : type.getTypes().stream()
            .filter(branch -> branch.getType() != Schema.Type.NULL)
            .findFirst()
            .orElseThrow();
  }

  private static void put(
      ObjectNode object, String name, Schema type, Object value, Random random) {
    LogicalType logical = type.getLogicalType();
    switch (type.getType()) {
      case RECORD -> object.set(name, object((GenericRecord) value, random));
      case BOOLEAN -> object.put(name, (boolean) value);
      case INT -> {
        if (logical instanceof LogicalTypes.Date && random.nextBoolean()) {
          object.put(name, LocalDate.ofEpochDay((int) value).toString());
        } else {
          object.put(name, (int) value);
        }
      }
      case LONG -> {
        if (logical != null && random.nextBoolean()) {
          boolean millis = logical instanceof LogicalTypes.TimestampMillis;
          ChronoUnit unit = millis ? ChronoUnit.MILLIS : ChronoUnit.MICROS;
          object.put(name, Instant.EPOCH.plus((long) value, unit).toString());
        } else {
          object.put(name, (long) value);
        }
      }
      case FLOAT -> object.put(name, (double) (float) value);
      case DOUBLE -> object.put(name, (double) value);
      case BYTES -> putBytes(object, name, logical, ((ByteBuffer) value).array(), random);
      case FIXED -> putBytes(object, name, logical, ((GenericData.Fixed) value).bytes(), random);
      default -> object.put(name, value.toString());
    }
  }

  private static void putBytes(
      ObjectNode object, String name, LogicalType logical, byte[] bytes, Random random) {
    if (!(logical instanceof LogicalTypes.Decimal decimal)) {
      object.put(name, new String(bytes, StandardCharsets.ISO_8859_1));
      return;
    }
    BigDecimal value = new BigDecimal(new BigInteger(bytes), decimal.getScale());
    if (random.nextBoolean()) {
      object.put(name, value);
    } else {
      object.put(name, value.toPlainString());
    }
  }
}
