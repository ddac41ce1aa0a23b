package io.millrace.udf.sql.aggregate;

import io.millrace.udf.sql.LibraryAggregate;

/** {@code timeSinceLast} as an aggregate of Flink SQL. */
public final class TimeSinceLast extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  public TimeSinceLast() {
    super("timeSinceLast");
  }
}
