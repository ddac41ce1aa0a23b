package io.millrace.job.expression;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Evaluates parsed expressions slowly and obviously: boxed values, null for null, integers without
 * bounds until the end of each operation. Shares only the parser with the compiler.
 */
final class Oracle {
  private final Map<String, Object> row;

  Oracle(Map<String, Object> row) {
    this.row = row;
  }

  Object evaluate(Node node) {
    if (node instanceof Node.Literal literal) {
      return literal.value();
    }
    if (node instanceof Node.Name name) {
      return finite(row.get(name.name()));
    }
    if (node instanceof Node.Unary unary) {
      Object operand = evaluate(unary.operand());
      if (operand == null) {
        return null;
      }
      if (unary.operator().equals("!")) {
        return !(Boolean) operand;
      }
      return operand instanceof Long whole
          ? bounded(BigInteger.valueOf(whole).negate())
          : (Object) (-(Double) operand);
    }
    if (node instanceof Node.Conditional conditional) {
      return Boolean.TRUE.equals(evaluate(conditional.condition()))
          ? evaluate(conditional.then())
          : evaluate(conditional.otherwise());
    }
    if (node instanceof Node.Call call) {
      return call(call);
    }
    Node.Binary binary = (Node.Binary) node;
    return operator(binary.operator(), evaluate(binary.left()), evaluate(binary.right()));
  }

  private Object call(Node.Call call) {
    if (call.function().equals("isNull")) {
      return evaluate(call.arguments().get(0)) == null;
    }
    return call.arguments().stream()
        .map(this::evaluate)
        .filter(value -> value != null)
        .findFirst()
        .orElse(null);
  }

  private static Object operator(String operator, Object left, Object right) {
    if (operator.equals("&&")) {
      return logic(false, (Boolean) left, (Boolean) right);
    }
    if (operator.equals("||")) {
      return logic(true, (Boolean) left, (Boolean) right);
    }
    if (left == null || right == null) {
      return null;
    }
    return switch (operator) {
      case "==" -> compare(left, right) == 0;
      case "!=" -> compare(left, right) != 0;
      case "<" -> compare(left, right) < 0;
      case "<=" -> compare(left, right) <= 0;
      case ">" -> compare(left, right) > 0;
      case ">=" -> compare(left, right) >= 0;
      default ->
          left instanceof Long l && right instanceof Long r && !operator.equals("/")
              ? whole(operator, BigInteger.valueOf(l), BigInteger.valueOf(r))
              : real(operator, ((Number) left).doubleValue(), ((Number) right).doubleValue());
    };
  }

  /** One decisive operand decides; else an unknown one leaves it open. */
  private static Boolean logic(boolean decisive, Boolean left, Boolean right) {
    if ((left != null && left == decisive) || (right != null && right == decisive)) {
      return decisive;
    }
    return (left == null || right == null) ? null : Boolean.valueOf(!decisive);
  }

  private static int compare(Object left, Object right) {
    if (left instanceof Boolean truth) {
      return Boolean.compare(truth, (Boolean) right);
    }
    if (left instanceof String text) {
      return Arrays.compareUnsigned(
          text.getBytes(StandardCharsets.UTF_8), ((String) right).getBytes(StandardCharsets.UTF_8));
    }
    if (left instanceof Long whole && right instanceof Long other) {
      return Long.compare(whole, other);
    }
    double l = ((Number) left).doubleValue();
    double r = ((Number) right).doubleValue();
    return l == r ? 0 : l < r ? -1 : 1;
  }

  private static Object whole(String operator, BigInteger left, BigInteger right) {
    return switch (operator) {
      case "+" -> bounded(left.add(right));
      case "-" -> bounded(left.subtract(right));
      case "*" -> bounded(left.multiply(right));
      default -> right.signum() == 0 ? null : bounded(left.remainder(right));
    };
  }

  private static Object real(String operator, double left, double right) {
    return finite(
        switch (operator) {
          case "+" -> left + right;
          case "-" -> left - right;
          case "*" -> left * right;
          case "/" -> left / right;
          default -> left % right;
        });
  }

  private static Long bounded(BigInteger value) {
    return value.bitLength() < Long.SIZE ? value.longValueExact() : null;
  }

  private static Object finite(Object value) {
    return value instanceof Double real && !Double.isFinite(real) ? null : value;
  }
}
