package io.millrace.job.source;

import java.util.List;
import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Compares schemas by what they write. */
final class AvroSchemas {
  private AvroSchemas() {}

  /**
   * Whether two schemas write the same bytes for the same field names: record names, documentation
   * and defaults do not count.
   */
  static boolean sameBinary(Schema a, Schema b) {
    if (a.getType() != b.getType()) {
      return false;
    }
    if (a.getLogicalType() == null
        ? b.getLogicalType() != null
        : !a.getLogicalType().equals(b.getLogicalType())) {
      return false;
    }
    switch (a.getType()) {
      case RECORD:
        return sameFields(a.getFields(), b.getFields());
      case UNION:
        return sameTypes(a.getTypes(), b.getTypes());
      case ARRAY:
        return sameBinary(a.getElementType(), b.getElementType());
      case MAP:
        return sameBinary(a.getValueType(), b.getValueType());
      case ENUM:
        return a.getEnumSymbols().equals(b.getEnumSymbols());
      case FIXED:
        return a.getFixedSize() == b.getFixedSize();
      default:
        return true;
    }
  }

  /**
   * Why values would change their meaning when records are resolved: Avro takes a number of
   * milliseconds for one of microseconds, and a decimal for one of another scale, without a word.
   */
  static Optional<String> misread(Schema written, Schema expected) {
    return misread("", written, expected);
  }

  private static Optional<String> misread(String path, Schema written, Schema expected) {
    Schema from = nonNull(written);
    Schema to = nonNull(expected);
    if (from.getType() == Schema.Type.RECORD && to.getType() == Schema.Type.RECORD) {
      String prefix = path.isEmpty() ? "" : path + '.';
      return to.getFields().stream()
          .filter(field -> from.getField(field.name()) != null)
          .flatMap(
              field ->
                  misread(
                      prefix + field.name(), from.getField(field.name()).schema(), field.schema())
                      .stream())
          .findFirst();
    }
    if (isTime(from) && isTime(to) && !from.getLogicalType().equals(to.getLogicalType())) {
      return Optional.of(
          message(path, from.getLogicalType().getName(), to.getLogicalType().getName()));
    }
    if (isDecimal(from) && isDecimal(to) && scale(from) != scale(to)) {
      return Optional.of(
          message(path, "a decimal of scale " + scale(from), "one of scale " + scale(to)));
    }
    return Optional.empty();
  }

  private static String message(String path, String written, String expected) {
    return "holds in field " + path + ' ' + written + ", event.avsc asks for " + expected;
  }

  private static Schema nonNull(Schema schema) {
    return schema.getType() != Schema.Type.UNION
        ? schema
        : schema.getTypes().stream()
            .filter(branch -> branch.getType() != Schema.Type.NULL)
            .findFirst()
            .orElse(schema);
  }

  private static boolean isTime(Schema schema) {
    return schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
        || schema.getLogicalType() instanceof LogicalTypes.TimestampMicros;
  }

  private static boolean isDecimal(Schema schema) {
    return schema.getLogicalType() instanceof LogicalTypes.Decimal;
  }

  private static int scale(Schema schema) {
    return ((LogicalTypes.Decimal) schema.getLogicalType()).getScale();
  }

  private static boolean sameFields(List<Schema.Field> a, List<Schema.Field> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!a.get(i).name().equals(b.get(i).name())
          || !sameBinary(a.get(i).schema(), b.get(i).schema())) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameTypes(List<Schema> a, List<Schema> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!sameBinary(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }
}
