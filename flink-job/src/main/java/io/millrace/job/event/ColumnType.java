package io.millrace.job.event;

/** Type of a column of the stream's row, and how {@link Event} stores it. */
public enum ColumnType {
  BOOLEAN(true),
  INT(true),
  LONG(true),
  DOUBLE(true),
  /** Microseconds since 1970-01-01T00:00:00Z. */
  TIMESTAMP(true),
  /** Days since 1970-01-01. */
  DATE(true),
  STRING(false),
  BYTES(false),
  DECIMAL(false);

  private final boolean primitive;

  ColumnType(boolean primitive) {
    this.primitive = primitive;
  }

  /** True when a value lives in the row's {@code long} slots, false when it is an object. */
  public boolean isPrimitive() {
    return primitive;
  }

  /** True for the types that arithmetic and numeric aggregates accept. */
  public boolean isNumeric() {
    return this == INT || this == LONG || this == DOUBLE || this == DECIMAL;
  }
}
