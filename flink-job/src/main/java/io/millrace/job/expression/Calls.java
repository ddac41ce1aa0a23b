package io.millrace.job.expression;

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
        if (argument instanceof Zone) {
          values.add(((Zone) argument).field(code));
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

  /** A zone name as argument. */
  static final class Zone extends Typed {
    private final ZoneId zone;

    Zone(ZoneId zone) {
      super(ValueType.ZONE);
      this.zone = zone;
    }

    String field(Code code) {
      return code.constant(zone, ZoneId.class.getName(), ZoneId.class.getName());
    }

    @Override
    int write(Code code) {
      throw new IllegalStateException("a zone is the argument of a function only");
    }
  }
}
