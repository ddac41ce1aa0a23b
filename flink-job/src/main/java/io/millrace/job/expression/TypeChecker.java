package io.millrace.job.expression;

import io.millrace.job.event.ColumnType;
import io.millrace.udf.scalar.FunctionRegistry;
import io.millrace.udf.scalar.ValueType;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Looks up the names of an expression and gives every part its type. All faults are told; a part
 * with a fault is null, and so is what contains it, without a fault of its own.
 */
final class TypeChecker {
  private final Scope scope;
  private final Consumer<ExpressionFault> faults;
  private final CallChecker calls;
  private final Set<Integer> columns = new TreeSet<>();

  TypeChecker(Scope scope, FunctionRegistry functions, Consumer<ExpressionFault> faults) {
    this.scope = scope;
    this.faults = faults;
    this.calls = new CallChecker(this, functions);
  }

  /** Positions of the columns that the expressions checked so far read. */
  Set<Integer> columns() {
    return columns;
  }

  /** The node with types, or null when it has faults. */
  Typed check(Node node) {
    if (node instanceof Node.Literal) {
      return literal(((Node.Literal) node).value());
    }
    if (node instanceof Node.Name) {
      return name((Node.Name) node);
    }
    if (node instanceof Node.Unary) {
      return unary((Node.Unary) node);
    }
    if (node instanceof Node.Binary) {
      return binary((Node.Binary) node);
    }
    if (node instanceof Node.Conditional) {
      return conditional((Node.Conditional) node);
    }
    if (node instanceof Node.Identity) {
      return identity((Node.Identity) node);
    }
    if (node instanceof Node.Numbers) {
      return fault(
          node,
          "a list as the argument of a function that takes one",
          "one elsewhere",
          "write e.g. bucketize(x, [1, 10])");
    }
    return calls.check((Node.Call) node);
  }

  /** The node with types, or null when it has faults or is no condition. */
  Typed condition(Node node) {
    Typed typed = check(node);
    if (typed == null || typed.type() == ValueType.BOOLEAN) {
      return typed;
    }
    return fault(
        node,
        "a condition, which is true or false",
        typed.isNullLiteral() ? "null" : "an expression that is " + describe(typed),
        "compare it, e.g. x > 0");
  }

  /** The node with types, or null when it has faults or is the literal null. */
  Typed value(Node node) {
    Typed typed = check(node);
    return typed == null || !typed.isNullLiteral()
        ? typed
        : fault(node, "an expression with a type", "null", "write a value other than null");
  }

  /** Tells a fault and answers null. */
  Typed fault(Node node, String expected, String got, String remedy) {
    faults.accept(new ExpressionFault(node.position(), expected, got, remedy));
    return null;
  }

  /** Position of a column that a name may stand for, or -1 after telling the fault. */
  int column(Node.Name node) {
    int position = scope.position(node.name());
    if (position >= 0) {
      columns.add(position);
    } else if (!scope.isFaulty(node.name())) {
      faults.accept(scope.missing(node.name(), node.position()));
    }
    return position;
  }

  ColumnType columnType(int position) {
    return scope.column(position).type();
  }

  /** The type that both fit, or null when they fit none; a null literal fits the other's type. */
  static ValueType common(Typed a, Typed b) {
    if (a.isNullLiteral() || a.type() == b.type()) {
      return b.type();
    }
    if (b.isNullLiteral()) {
      return a.type();
    }
    return a.type().isNumeric() && b.type().isNumeric() ? ValueType.DOUBLE : null;
  }

  static String describe(Typed typed) {
    return typed.isNullLiteral() ? "null" : typed.type().name();
  }

  private static Typed literal(Object value) {
    if (value == null) {
      return new Typed.Null(null);
    }
    ValueType type =
        value instanceof Long
            ? ValueType.LONG
            : value instanceof Double
                ? ValueType.DOUBLE
                : value instanceof Boolean ? ValueType.BOOLEAN : ValueType.STRING;
    return new Typed.Constant(type, value);
  }

  private Typed name(Node.Name node) {
    int position = column(node);
    if (position < 0) {
      return null;
    }
    ColumnType type = columnType(position);
    switch (type) {
      case BOOLEAN:
        return new Typed.ColumnRead(ValueType.BOOLEAN, position, type);
      case INT:
      case LONG:
        return new Typed.ColumnRead(ValueType.LONG, position, type);
      case DOUBLE:
      case DECIMAL:
        return new Typed.ColumnRead(ValueType.DOUBLE, position, type);
      case STRING:
        return new Typed.ColumnRead(ValueType.STRING, position, type);
      case TIMESTAMP:
        return new Typed.ColumnRead(ValueType.TIMESTAMP, position, type);
      case DATE:
        return new Typed.ColumnRead(ValueType.DATE, position, type);
      default:
        return fault(
            node,
            "a column of a number, text, truth value or time",
            "'" + node.name() + "', which is " + type,
            "an expression can only ask isNull(" + node.name() + ")");
    }
  }

  private Typed identity(Node.Identity node) {
    if (node.operand() instanceof Node.Name) {
      int position = column((Node.Name) node.operand());
      if (position < 0) {
        return null;
      }
      ColumnType type = columnType(position);
      if (type == ColumnType.BYTES || type == ColumnType.DECIMAL) {
        return new Calls.ColumnIdentity(position, type);
      }
    }
    Typed operand = value(node.operand());
    return operand == null ? null : new Calls.Identity(operand);
  }

  private Typed unary(Node.Unary node) {
    Typed operand = check(node.operand());
    if (operand == null) {
      return null;
    }
    if (node.operator().equals("!")) {
      Typed truth = truth(operand, node, "!");
      return truth == null ? null : new Operators.Not(truth);
    }
    if (!isNumber(operand)) {
      return fault(node, "a number after -", describe(operand), "negate a number");
    }
    return new Operators.Negate(operand.isNullLiteral() ? operand.as(ValueType.LONG) : operand);
  }

  private Typed binary(Node.Binary node) {
    Typed left = check(node.left());
    Typed right = check(node.right());
    if (left == null || right == null) {
      return null;
    }
    switch (node.operator()) {
      case "&&":
      case "||":
        Typed l = truth(left, node, node.operator());
        Typed r = truth(right, node, node.operator());
        return l == null || r == null
            ? null
            : new Operators.Logic(node.operator().equals("&&"), l, r);
      case "+":
      case "-":
      case "*":
      case "/":
      case "%":
        return arithmetic(node, left, right);
      default:
        return comparison(node, left, right);
    }
  }

  private Typed arithmetic(Node.Binary node, Typed left, Typed right) {
    if (!isNumber(left) || !isNumber(right)) {
      boolean times = left.type() == ValueType.TIMESTAMP && right.type() == ValueType.TIMESTAMP;
      return fault(
          node,
          "numbers on both sides of " + node.operator(),
          describe(left) + ' ' + node.operator() + ' ' + describe(right),
          times && node.operator().equals("-")
              ? "use secondsBetween(from, to)"
              : "compute with LONG or DOUBLE values");
    }
    ValueType type = common(left, right);
    if (type == null || node.operator().equals("/")) {
      type = ValueType.DOUBLE;
    }
    return new Operators.Arithmetic(node.operator(), left.as(type), right.as(type));
  }

  private Typed comparison(Node.Binary node, Typed left, Typed right) {
    boolean equality = node.operator().equals("==") || node.operator().equals("!=");
    if (left.isNullLiteral() || right.isNullLiteral()) {
      return fault(
          node,
          "values on both sides of " + node.operator(),
          "null",
          "a comparison with null is null; use isNull(x) or !isNull(x)");
    }
    ValueType type = common(left, right);
    String got = describe(left) + ' ' + node.operator() + ' ' + describe(right);
    if (type == null) {
      return fault(
          node, "one type on both sides of " + node.operator(), got, "compare values of one type");
    }
    if (type == ValueType.BOOLEAN && !equality) {
      return fault(
          node,
          "values with an order on both sides of " + node.operator(),
          got,
          "truth values compare by == and != only; combine comparisons by && or ||");
    }
    return new Operators.Comparison(node.operator(), left.as(type), right.as(type));
  }

  private Typed conditional(Node.Conditional node) {
    Typed condition = check(node.condition());
    Typed then = check(node.then());
    Typed otherwise = check(node.otherwise());
    if (condition != null) {
      condition = truth(condition, node, "?");
    }
    if (condition == null || then == null || otherwise == null) {
      return null;
    }
    if (then.isNullLiteral() && otherwise.isNullLiteral()) {
      return new Typed.Null(null);
    }
    ValueType type = common(then, otherwise);
    if (type == null) {
      return fault(
          node,
          "one type on both sides of :",
          describe(then) + " : " + describe(otherwise),
          "answer values of one type");
    }
    return new Operators.Conditional(condition, then.as(type), otherwise.as(type));
  }

  private Typed truth(Typed operand, Node node, String operator) {
    if (operand.isNullLiteral() || operand.type() == ValueType.BOOLEAN) {
      return operand.as(ValueType.BOOLEAN);
    }
    return fault(
        node, "BOOLEAN with " + operator, describe(operand), "compare first, e.g. x == 1 or x > 0");
  }

  private static boolean isNumber(Typed typed) {
    return typed.isNullLiteral() || typed.type().isNumeric();
  }
}
