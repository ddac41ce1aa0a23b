package io.millrace.job.quality.alert;

import io.millrace.job.event.Column;
import io.millrace.job.event.RecordColumns;
import io.millrace.record.Alert;
import java.util.List;

/**
 * The warehouse table of alerts: each time that one is raised, reminded of or resolved is a row.
 */
public final class AlertTable {
  public static final String NAME = "alerts";

  /** What the alerts about one thing have in common. */
  public static final List<String> SUBJECT = List.of("alert_key");

  /** What makes one of them later than another. */
  public static final List<String> LATER = List.of("window_end", "windows", "status");

  private AlertTable() {}

  /** Its columns, in the order of the record's fields. */
  public static List<Column> columns() {
    return RecordColumns.of(Alert.getClassSchema());
  }
}
