package io.millrace.job.expression;

import io.millrace.udf.scalar.TextFunctions;
import io.millrace.udf.scalar.ValueType;

/** Operators on typed operands. Operands of one operator have one type. */
final class Operators {
  private Operators() {}

  /** {@code !x}. */
  static final class Not extends Typed {
    private final Typed operand;

    Not(Typed operand) {
      super(ValueType.BOOLEAN);
      this.operand = operand;
    }

    @Override
    int write(Code code) {
      int x = operand.write(code);
      int id = code.declare(type());
      code.add("n" + id + " = n" + x + "; v" + id + " = !n" + x + " && !v" + x + ";");
      return id;
    }
  }

  /** {@code -x}; null for the least LONG. */
  static final class Negate extends Typed {
    private final Typed operand;

    Negate(Typed operand) {
      super(operand.type());
      this.operand = operand;
    }

    @Override
    int write(Code code) {
      int x = operand.write(code);
      int id = code.declare(type());
      code.add("v" + id + " = -v" + x + "; n" + id + " = n" + x);
      code.add(
          type() == ValueType.LONG ? " || (v" + x + " != 0L && v" + id + " == v" + x + ");" : ";");
      return id;
    }
  }

  /** {@code + - * %} of two LONGs or DOUBLEs, and {@code /} of two DOUBLEs. */
  static final class Arithmetic extends Typed {
    private final String operator;
    private final Typed left;
    private final Typed right;

    Arithmetic(String operator, Typed left, Typed right) {
      super(left.type());
      this.operator = operator;
      this.left = left;
      this.right = right;
    }

    @Override
    int write(Code code) {
      int l = left.write(code);
      int r = right.write(code);
      int id = code.declare(type());
      code.add("if (!n" + l + " && !n" + r + ") {");
      String compute = "v" + id + " = v" + l + ' ' + operator + " v" + r + ";";
      if (type() == ValueType.DOUBLE) {
        code.add(compute).nullUnlessFinite(id);
      } else if (operator.equals("%")) {
        code.add("if (v" + r + " != 0L) { n" + id + " = false; " + compute + " }");
      } else {
        code.add(compute, "n" + id + " = " + overflow("v" + id, "v" + l, "v" + r) + ";");
      }
      code.add("}");
      return id;
    }

    /** Whether the sum, difference or product of two LONGs has lost its upper bits. */
    private String overflow(String result, String x, String y) {
      switch (operator) {
        case "+":
          return "((" + x + " ^ " + result + ") & (" + y + " ^ " + result + ")) < 0L";
        case "-":
          return "((" + x + " ^ " + y + ") & (" + x + " ^ " + result + ")) < 0L";
        default:
          return "Math.multiplyHigh(" + x + ", " + y + ") != (" + result + " >> 63)";
      }
    }
  }

  /** {@code == != < <= > >=}. */
  static final class Comparison extends Typed {
    private final String operator;
    private final Typed left;
    private final Typed right;

    Comparison(String operator, Typed left, Typed right) {
      super(ValueType.BOOLEAN);
      this.operator = operator;
      this.left = left;
      this.right = right;
    }

    @Override
    int write(Code code) {
      int l = left.write(code);
      int r = right.write(code);
      int id = code.declare(type());
      String test = "v" + l + ' ' + operator + " v" + r;
      if (left.type() == ValueType.STRING) {
        test = textTest("v" + l, "v" + r);
      }
      code.add(
          "if (!n" + l + " && !n" + r + ") { n" + id + " = false; v" + id + " = ", test, "; }");
      return id;
    }

    private String textTest(String x, String y) {
      switch (operator) {
        case "==":
          return x + ".equals(" + y + ")";
        case "!=":
          return "!" + x + ".equals(" + y + ")";
        default:
          String compare = TextFunctions.class.getName() + ".compare(" + x + ", " + y + ")";
          return compare + ' ' + operator + " 0";
      }
    }
  }

  /** {@code &&} and {@code ||} of three-valued logic. */
  static final class Logic extends Typed {
    private final boolean and;
    private final Typed left;
    private final Typed right;

    Logic(boolean and, Typed left, Typed right) {
      super(ValueType.BOOLEAN);
      this.and = and;
      this.left = left;
      this.right = right;
    }

    @Override
    int write(Code code) {
      int l = left.write(code);
      int id = code.declare(type());
      code.copy(l, id);
      // The right operand decides unless the left one does: false for and, true for or.
      code.add("if (n" + l + " || " + (and ? "v" : "!v") + l + ") {");
      int r = right.write(code);
      code.add("if (!n" + r + " && " + (and ? "!v" : "v") + r + ") {").copy(r, id);
      code.add("} else { n" + id + " = n" + l + " || n" + r + "; v" + id + " = ");
      code.add(and ? "!n" + id : "false", "; }");
      code.add("}");
      return id;
    }
  }

  /** {@code condition ? then : otherwise}: then where the condition is true, else otherwise. */
  static final class Conditional extends Typed {
    private final Typed condition;
    private final Typed then;
    private final Typed otherwise;

    Conditional(Typed condition, Typed then, Typed otherwise) {
      super(then.type());
      this.condition = condition;
      this.then = then;
      this.otherwise = otherwise;
    }

    @Override
    int write(Code code) {
      int c = condition.write(code);
      int id = code.declare(type());
      code.add("if (v" + c + ") {").copy(then.write(code), id);
      code.add("} else {").copy(otherwise.write(code), id);
      code.add("}");
      return id;
    }
  }
}
