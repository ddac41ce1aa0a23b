package io.millrace.job.config;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * Reads an event's Avro schema as columns: a primitive field is one, a nested record one for each
 * of its fields, named {@code outer.inner}.
 */
final class SchemaReader {
  private static final String REMEDY =
      "use boolean, int, long, float, double, string, enum, bytes, fixed, one of these or null, or"
          + " a record of these";

  private final String file;
  private final Columns columns;
  private final Problems problems;
  private final Deque<String> records = new ArrayDeque<>();

  private SchemaReader(String file, Columns columns, Problems problems) {
    this.file = file;
    this.columns = columns;
    this.problems = problems;
  }

  /** Parses a schema and adds its columns; empty after telling why it is no schema of an event. */
  static Optional<Schema> read(String file, String text, Columns columns, Problems problems) {
    Schema schema;
    try {
      schema = new Schema.Parser().parse(text);
    } catch (AvroRuntimeException e) {
      String message = String.valueOf(e.getMessage()).split("\n", 2)[0];
      problems.add(file, "an Avro schema", "'" + message + "'", "correct the schema");
      columns.setFieldsUnknown();
      return Optional.empty();
    }
    if (schema.getType() != Schema.Type.RECORD || schema.getFields().isEmpty()) {
      problems.add(
          file,
          "a record with fields",
          schema.getType() == Schema.Type.RECORD
              ? "a record without fields"
              : "the type " + name(schema),
          "describe the event as a record");
      columns.setFieldsUnknown();
      return Optional.empty();
    }
    new SchemaReader(file, columns, problems).readRecord(schema, "", false);
    return Optional.of(schema);
  }

  private void readRecord(Schema record, String prefix, boolean nullable) {
    records.push(record.getFullName());
    for (Schema.Field field : record.getFields()) {
      readField(prefix + field.name(), field.schema(), nullable, doc(field));
    }
    records.pop();
  }

  private void readField(String name, Schema schema, boolean nullable, String doc) {
    if (schema.getType() == Schema.Type.UNION) {
      readUnion(name, schema, doc);
    } else if (schema.getType() != Schema.Type.RECORD) {
      column(name, schema, nullable, doc).ifPresent(column -> columns.add(column, where(name)));
    } else if (records.contains(schema.getFullName())) {
      refuse(name, "a record that does not hold itself", "the record " + schema.getFullName());
    } else {
      readRecord(schema, name + '.', nullable);
    }
  }

  private void readUnion(String name, Schema union, String doc) {
    List<Schema> branches = union.getTypes();
    int other = branches.size() == 2 && branches.get(0).getType() == Schema.Type.NULL ? 1 : 0;
    if (branches.size() != 2 || branches.get(1 - other).getType() != Schema.Type.NULL) {
      refuse(name, "a union of null and one type", "the type " + name(union));
    } else {
      readField(name, branches.get(other), true, doc);
    }
  }

  private Optional<Column> column(String name, Schema schema, boolean nullable, String doc) {
    LogicalType logical = schema.getLogicalType();
    if (logical instanceof LogicalTypes.Decimal) {
      LogicalTypes.Decimal decimal = (LogicalTypes.Decimal) logical;
      if (decimal.getPrecision() > Defaults.MOST_PRECISION) {
        refuse(
            name,
            "a decimal of at most " + Defaults.MOST_PRECISION + " digits",
            decimal.getPrecision() + " digits");
        return Optional.empty();
      }
      return Optional.of(
          Column.decimal(
              name, decimal.getPrecision(), decimal.getScale(), nullable, Column.Kind.FIELD, doc));
    }
    ColumnType type = type(schema, logical);
    if (type == null) {
      refuse(name, "a supported type", "the type " + name(schema));
      return Optional.empty();
    }
    return Optional.of(Column.of(name, type, nullable, Column.Kind.FIELD, doc));
  }

  /** Type of a column, or null when the schema's is not supported. */
  private static ColumnType type(Schema schema, LogicalType logical) {
    if (logical instanceof LogicalTypes.TimestampMillis
        || logical instanceof LogicalTypes.TimestampMicros) {
      return ColumnType.TIMESTAMP;
    }
    if (logical instanceof LogicalTypes.Date) {
      return ColumnType.DATE;
    }
    boolean number = schema.getType() == Schema.Type.INT || schema.getType() == Schema.Type.LONG;
    if (logical != null && number) {
      return null;
    }
    switch (schema.getType()) {
      case BOOLEAN:
        return ColumnType.BOOLEAN;
      case INT:
        return ColumnType.INT;
      case LONG:
        return ColumnType.LONG;
      case FLOAT:
      case DOUBLE:
        return ColumnType.DOUBLE;
      case STRING:
      case ENUM:
        return ColumnType.STRING;
      case BYTES:
      case FIXED:
        return ColumnType.BYTES;
      default:
        return null;
    }
  }

  private void refuse(String name, String expected, String got) {
    problems.add(where(name), expected, got, REMEDY);
    columns.setFaulty(name);
  }

  private String where(String name) {
    return file + ' ' + name;
  }

  /** The type for messages, with its logical type or its branches. */
  private static String name(Schema schema) {
    if (schema.getType() == Schema.Type.UNION) {
      StringBuilder branches = new StringBuilder();
      for (Schema branch : schema.getTypes()) {
        branches.append(branches.length() == 0 ? "union of " : ", ").append(name(branch));
      }
      return branches.toString();
    }
    LogicalType logical = schema.getLogicalType();
    return schema.getType().getName() + (logical == null ? "" : " (" + logical.getName() + ")");
  }

  private static String doc(Schema.Field field) {
    return field.doc() == null ? "" : field.doc();
  }
}
