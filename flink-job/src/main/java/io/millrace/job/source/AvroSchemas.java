package io.millrace.job.source;

import java.util.List;
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
