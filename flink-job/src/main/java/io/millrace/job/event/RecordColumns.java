package io.millrace.job.event;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** The columns in which tables hold Millrace's own records: one for each field. */
public final class RecordColumns {
  private RecordColumns() {}

  /** Columns of a record without nested fields, in the order of its fields; all take nulls. */
  public static List<Column> of(Schema record) {
    return record.getFields().stream()
        .map(
            field ->
                Column.of(
                    field.name(),
                    type(field.schema()),
                    true,
                    Column.Kind.ORIGIN,
                    field.doc() == null ? "" : field.doc()))
        .collect(Collectors.toList());
  }

  private static ColumnType type(Schema schema) {
    switch (schema.getType()) {
      case UNION:
        return type(schema.getTypes().get(1));
      case STRING:
        return ColumnType.STRING;
      case BOOLEAN:
        return ColumnType.BOOLEAN;
      case INT:
        return ColumnType.INT;
      case DOUBLE:
        return ColumnType.DOUBLE;
      case BYTES:
        return ColumnType.BYTES;
      case LONG:
        return schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
            ? ColumnType.TIMESTAMP
            : ColumnType.LONG;
      default:
        throw new IllegalArgumentException("no column is of " + schema);
    }
  }
}
