package io.millrace.job.expression;

import io.millrace.job.event.ColumnType;
import io.millrace.job.event.RowExpression;

/** What every compiled expression has: the place of its last value. */
public abstract class GeneratedExpression implements RowExpression {
  private ColumnType type;
  private long longValue;
  private double doubleValue;
  private Object objectValue;

  final GeneratedExpression typed(ColumnType type) {
    this.type = type;
    return this;
  }

  protected final void setLong(long value) {
    longValue = value;
    doubleValue = value;
  }

  protected final void setDouble(double value) {
    longValue = (long) value;
    doubleValue = value;
  }

  protected final void setObject(Object value) {
    objectValue = value;
  }

  @Override
  public final long longValue() {
    return longValue;
  }

  /** The value as a number; a BOOLEAN is 0 or 1. */
  @Override
  public final double doubleValue() {
    return doubleValue;
  }

  @Override
  public final Object objectValue() {
    return objectValue;
  }

  @Override
  public final ColumnType type() {
    return type;
  }
}
