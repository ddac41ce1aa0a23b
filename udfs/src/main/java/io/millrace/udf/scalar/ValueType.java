package io.millrace.udf.scalar;

/** Type of a value in an expression. A value of any type may be null. */
public enum ValueType {
  BOOLEAN,
  /** A 64-bit integer. */
  LONG,
  /** A finite 64-bit floating point number; what would be NaN or infinite is null. */
  DOUBLE,
  STRING,
  /** Microseconds since 1970-01-01T00:00:00Z. */
  TIMESTAMP,
  /** Days since 1970-01-01. */
  DATE,
  /** A time zone. Only as a parameter, and then the argument is a literal such as {@code "UTC"}. */
  ZONE,
  /** Numbers. Only as a parameter, and then the argument is a literal such as {@code [1, 10]}. */
  NUMBERS;

  /** True for the types of arithmetic. */
  public boolean isNumeric() {
    return this == LONG || this == DOUBLE;
  }
}
