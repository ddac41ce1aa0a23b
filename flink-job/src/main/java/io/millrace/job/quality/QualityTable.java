package io.millrace.job.quality;

import io.millrace.job.event.Column;
import io.millrace.job.event.RecordColumns;
import io.millrace.record.QualityResult;
import java.util.List;

/** The warehouse table of quality results: each revision is a row. */
public final class QualityTable {
  public static final String NAME = "quality_results";

  /** View of the answer to each rule of each window: the highest revision. */
  public static final String LATEST = "quality_results_latest";

  /** What one answer is about. */
  public static final List<String> ANSWER =
      List.of("pipeline", "window_start", "window_end", "group_key", "rule", "metric");

  /** What makes one revision higher than another; equal ones are of a run and one before it. */
  public static final List<String> REVISION = List.of("revision", "value");

  private QualityTable() {}

  /** Its columns, in the order of the record's fields. */
  public static List<Column> columns() {
    return RecordColumns.of(QualityResult.getClassSchema());
  }
}
