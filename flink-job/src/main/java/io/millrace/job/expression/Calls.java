package io.millrace.job.expression;

import io.millrace.job.event.ColumnType;
import io.millrace.udf.scalar.FunctionSignature;
import io.millrace.udf.scalar.ValueType;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Functions with typed arguments. */
final class Calls {
  private Calls() {}

  /** {@code isNull(x)}. */
  static final class IsNull extends Typed {
    private final Typed operand;

    IsNull(Typed operand) {
      super(ValueType.BOOLEAN);
      this.operand = operand;
    }

    @Override
    int write(Code code) {
      int x = operand.write(code);
      int id = code.declare(type());
      code.add("n" + id + " = false; v" + id + " = n" + x + ";");
      return id;
    }
  }

  /** {@code isNull(column)} for a column of a type that no other expression reads. */
  static final class IsColumnNull extends Typed {
    private final int column;

    IsColumnNull(int column) {
      super(ValueType.BOOLEAN);
      this.column = column;
    }

    @Override
    int write(Code code) {
      int id = code.declare(type());
      code.add("n" + id + " = false; v" + id + " = event.isNull(" + column + ");");
      return id;
    }
  }

  /** What tells values apart. */
  static final class Identity extends Typed {
    private final Typed operand;

    Identity(Typed operand) {
      super(ValueType.DOUBLE);
      this.operand = operand;
    }

    @Override
    int write(Code code) {
      int x = operand.write(code);
      int id = code.declare(type());
      code.add(
          "if (!n" + x + ") { n" + id + " = false; v" + id + " = ", identityOf("v" + x), "; }");
      return id;
    }
  }

  /** What tells the values of a column apart, of a type that expressions do not read as it is. */
  static final class ColumnIdentity extends Typed {
    private final int column;
    private final ColumnType columnType;

    /**
     * @param columnType BYTES or DECIMAL
     */
    ColumnIdentity(int column, ColumnType columnType) {
      super(ValueType.DOUBLE);
      this.column = column;
      this.columnType = columnType;
    }

    @Override
    int write(Code code) {
      String getter = columnType == ColumnType.BYTES ? "getBytes" : "getDecimal";
      int id = code.declare(type());
      code.add("if (!event.isNull(" + column + ")) { n" + id + " = false; v" + id + " = ");
      code.add(identityOf("event." + getter + "(" + column + ")"), "; }");
      return id;
    }
  }

  private static String identityOf(String value) {
    return io.millrace.udf.scalar.Identity.class.getName() + ".of(" + value + ")";
  }

  /** {@code coalesce(x, y, …)}: the first that is not null. Operands have one type. */
  static final class Coalesce extends Typed {
    private final List<Typed> operands;

    Coalesce(List<Typed> operands) {
      super(operands.get(0).type());
      this.operands = operands;
    }

    @Override
    int write(Code code) {
      int id = code.declare(type());
      StringBuilder ends = new StringBuilder();
      for (Typed operand : operands) {
        code.copy(operand.write(code), id);
        code.add("if (n" + id + ") {");
        ends.append('}');
      }
      code.add(ends.toString());
      return id;
    }
  }

  /** A function of a library; null where an argument is. */
  static final class Invoke extends Typed {
    private final FunctionSignature function;
    private final List<Typed> arguments;

    /**
     * @param arguments one for each parameter, of its type
     */
    Invoke(FunctionSignature function, List<Typed> arguments) {
      super(function.result());
      this.function = function;
      this.arguments = arguments;
    }

    @Override
    int write(Code code) {
      List<String> values = new ArrayList<>();
      StringBuilder present = new StringBuilder("true");
      for (Typed argument : arguments) {
        if (argument instanceof Literal) {
          values.add(((Literal) argument).field(code));
        } else {
          int x = argument.write(code);
          values.add("v" + x);
          present.append(" && !n").append(x);
        }
      }
      int id = code.declare(type());
      code.add("if (", present.toString(), ") {");
      code.add("v" + id + " = ", function.owner().getCanonicalName(), ".", function.name(), "(");
      code.add(String.join(", ", values), ");");
      if (type() == ValueType.DOUBLE) {
        code.nullUnlessFinite(id);
      } else {
        code.add(
            "n" + id + " = " + (type() == ValueType.STRING ? "v" + id + " == null;" : "false;"));
      }
      code.add("}");
      return id;
    }
  }

  /** An argument that is no value of the language: made once, and handed over at every call. */
  static final class Literal extends Typed {
    private final Object value;
    private final String javaType;

    private Literal(ValueType type, Object value, Class<?> javaType) {
      super(type);
      this.value = value;
      this.javaType = javaType.getCanonicalName();
    }

    /** A zone name. */
    static Literal of(ZoneId zone) {
      return new Literal(ValueType.ZONE, zone, ZoneId.class);
    }

    /** A list of numbers. */
    static Literal of(double[] numbers) {
      return new Literal(ValueType.NUMBERS, numbers, double[].class);
    }

    String field(Code code) {
      return code.constant(value, javaType, javaType);
    }

    @Override
    int write(Code code) {
      throw new IllegalStateException(type() + " is the argument of a function only");
    }
  }
}
