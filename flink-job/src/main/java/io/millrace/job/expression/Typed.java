package io.millrace.job.expression;

import io.millrace.job.event.ColumnType;
import io.millrace.udf.scalar.ValueType;

/** An expression whose names are looked up and whose type is known; it writes its own Java. */
abstract class Typed {
  private final ValueType type;

  /**
   * @param type type of the value; null for the literal {@code null}, which fits every type
   */
  Typed(ValueType type) {
    this.type = type;
  }

  /** Type of the value; null for the literal {@code null}. */
  ValueType type() {
    return type;
  }

  boolean isNullLiteral() {
    return type == null;
  }

  /** Writes statements that compute the value, and answers the number of its variables. */
  abstract int write(Code code);

  /**
   * This value as one of a type that it fits: the same, a LONG as DOUBLE, or a null of the type.
   */
  Typed as(ValueType wanted) {
    if (isNullLiteral()) {
      return new Null(wanted);
    }
    return type == ValueType.LONG && wanted == ValueType.DOUBLE ? new Widened(this) : this;
  }

  /** The null of a type. */
  static final class Null extends Typed {
    Null(ValueType type) {
      super(type);
    }

    @Override
    int write(Code code) {
      return code.declare(type());
    }
  }

  /** A literal. */
  static final class Constant extends Typed {
    private final Object value;

    Constant(ValueType type, Object value) {
      super(type);
      this.value = value;
    }

    @Override
    int write(Code code) {
      int id = code.declare(type());
      String unboxed = Code.javaType(type());
      String field = code.constant(value, value.getClass().getSimpleName(), unboxed);
      code.add("n" + id + " = false; v" + id + " = " + field + ";");
      return id;
    }
  }

  /** A column's value. */
  static final class ColumnRead extends Typed {
    private final int column;
    private final ColumnType columnType;

    ColumnRead(ValueType type, int column, ColumnType columnType) {
      super(type);
      this.column = column;
      this.columnType = columnType;
    }

    @Override
    int write(Code code) {
      int id = code.declare(type());
      code.add("if (!event.isNull(" + column + ")) {");
      switch (columnType) {
        case DOUBLE:
          code.add("v" + id + " = event.getDouble(" + column + ");").nullUnlessFinite(id);
          break;
        case DECIMAL:
          code.add("v" + id + " = event.getDecimal(" + column + ").doubleValue();");
          code.nullUnlessFinite(id);
          break;
        case BOOLEAN:
          code.add("v" + id + " = event.getBoolean(" + column + "); n" + id + " = false;");
          break;
        case STRING:
          code.add("v" + id + " = event.getString(" + column + "); n" + id + " = false;");
          break;
        default:
          code.add("v" + id + " = event.getLong(" + column + "); n" + id + " = false;");
          break;
      }
      code.add("}");
      return id;
    }
  }

  /** A LONG as DOUBLE. */
  private static final class Widened extends Typed {
    private final Typed operand;

    Widened(Typed operand) {
      super(ValueType.DOUBLE);
      this.operand = operand;
    }

    @Override
    int write(Code code) {
      int from = operand.write(code);
      int id = code.declare(type());
      code.add("n" + id + " = n" + from + "; v" + id + " = (double) v" + from + ";");
      return id;
    }
  }
}
