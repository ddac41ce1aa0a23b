package io.millrace.job.inference.variant;

import io.millrace.job.event.Column;
import io.millrace.job.event.RecordColumns;
import io.millrace.record.VariantMetric;
import java.util.List;

/** The warehouse table of {@link VariantMetric} rows. */
public final class VariantTable {
  public static final String NAME = "variant_metrics";

  private VariantTable() {}

  /** Its columns, in the order of the record's fields. */
  public static List<Column> columns() {
    return RecordColumns.of(VariantMetric.getClassSchema());
  }
}
