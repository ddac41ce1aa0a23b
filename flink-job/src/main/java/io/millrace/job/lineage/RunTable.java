package io.millrace.job.lineage;

import io.millrace.job.event.Column;
import io.millrace.job.event.Counter;
import io.millrace.job.event.RecordColumns;
import io.millrace.record.RunProgress;
import java.util.List;
import java.util.Locale;

/** The warehouse table of runs: each time that a run tells how far it is makes a row. */
public final class RunTable {
  public static final String NAME = "runs";

  /** View of how each run stands: the highest revision. */
  public static final String LATEST = "runs_latest";

  /** What all that is told of one run has in common. */
  public static final List<String> RUN = List.of("run_id");

  /** What makes one row later than another. */
  public static final List<String> LATER = List.of("revision", "told_at");

  private RunTable() {}

  /** Its columns, in the order of the record's fields. */
  public static List<Column> columns() {
    return RecordColumns.of(RunProgress.getClassSchema());
  }

  /** The column of a counter, e.g. {@code dead_lettered}. */
  public static String column(Counter counter) {
    return counter.name().toLowerCase(Locale.ROOT);
  }

  /** A count of a row; 0 where the row is older than its column. */
  static long count(RunProgress row, Counter counter) {
    Object count = row.get(position(counter));
    return count == null ? 0 : (Long) count;
  }

  static void setCount(RunProgress row, Counter counter, long count) {
    row.put(position(counter), count);
  }

  private static int position(Counter counter) {
    return RunProgress.getClassSchema().getField(column(counter)).pos();
  }
}
