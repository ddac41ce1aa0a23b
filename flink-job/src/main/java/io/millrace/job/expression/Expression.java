package io.millrace.job.expression;

import io.millrace.job.event.ColumnType;
import io.millrace.job.event.RowExpression;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.Set;

/** A compiled expression, of which every thread takes an instance of its own. */
public final class Expression {
  private final String text;
  private final ColumnType type;
  private final Set<Integer> columns;
  private final MethodHandle constructor;
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
    this.constructor = handle(constructor);
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

  /**
   * A handle, because reflection generates classes of its own after some calls, which the class
   * loader of expressions, seeing nothing but events and functions, cannot link.
   */
  private static MethodHandle handle(Constructor<? extends GeneratedExpression> constructor) {
    try {
      return MethodHandles.publicLookup()
          .unreflectConstructor(constructor)
          .asType(MethodType.methodType(GeneratedExpression.class, Object[].class));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("generated expressions are public", e);
    }
  }

  /** An instance for one thread. */
  public RowExpression newInstance() {
    try {
      return ((GeneratedExpression) constructor.invokeExact(constants)).typed(type);
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("compiled expression '" + text + "' cannot be made", e);
    }
  }
}
