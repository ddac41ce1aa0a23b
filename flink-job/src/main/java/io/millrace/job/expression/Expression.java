package io.millrace.job.expression;

import io.millrace.job.event.ColumnType;
import io.millrace.job.event.RowExpression;
import java.lang.reflect.Constructor;
import java.util.Set;

/** A compiled expression, of which every thread takes an instance of its own. */
public final class Expression {
  private final String text;
  private final ColumnType type;
  private final Set<Integer> columns;
  private final Constructor<? extends GeneratedExpression> constructor;
  private final Object[] constants;

  Expression(
      String text,
      ColumnType type,
      Set<Integer> columns,
      Constructor<? extends GeneratedExpression> constructor,
      Object[] constants) {
    this.text = text;
    this.type = type;
    this.columns = Set.copyOf(columns);
    this.constructor = constructor;
    this.constants = constants;
  }

  /** The expression as written. */
  public String text() {
    return text;
  }

  /** BOOLEAN, LONG, DOUBLE, STRING, TIMESTAMP or DATE. */
  public ColumnType type() {
    return type;
  }

  /** Positions of the columns that it reads. */
  public Set<Integer> columns() {
    return columns;
  }

  /** An instance for one thread. */
  public RowExpression newInstance() {
    try {
      return constructor.newInstance((Object) constants).typed(type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("compiled expression '" + text + "' cannot be made", e);
    }
  }
}
