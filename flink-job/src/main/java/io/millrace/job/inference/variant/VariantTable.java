package io.millrace.job.inference.variant;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.record.VariantMetric;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** The warehouse table of {@link VariantMetric} rows. */
public final class VariantTable {
  public static final String NAME = "variant_metrics";

  private VariantTable() {}

  /** Its columns, in the order of the record's fields. */
  public static List<Column> columns() {
    return VariantMetric.getClassSchema().getFields().stream()
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
      case DOUBLE:
        return ColumnType.DOUBLE;
      case BYTES:
        return ColumnType.BYTES;
      case LONG:
        return schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
            ? ColumnType.TIMESTAMP
            : ColumnType.LONG;
      default:
        throw new IllegalStateException("no column is of " + schema);
    }
  }
}
