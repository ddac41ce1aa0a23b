package io.millrace.job.expression;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Expressions in SQL, where they mean the same: null spreads as there, and a division by zero is
 * null. A number that is not finite has to be null before, for each dialect treats it differently.
 */
public final class ExpressionSql {

  /** What differs between databases. */
  public interface Dialect {

    /** A column, by its name. */
    String column(String name);

    /** The rest of a division of integers. */
    String remainder(String dividend, String divisor);

    /**
     * A function of expressions.
     *
     * @throws IllegalArgumentException when the database has none that does the same
     */
    String function(String name, List<String> arguments);

    /** A literal list of numbers. */
    String numbers(List<Double> numbers);
  }

  private static final Map<String, String> OPERATORS =
      Map.of("==", "=", "!=", "<>", "&&", "AND", "||", "OR");

  private final Dialect dialect;

  private ExpressionSql(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * Translates an expression.
   *
   * @throws IllegalArgumentException when it is none, or the database lacks a function
   */
  public static String of(String expression, Dialect dialect) {
    try {
      return new ExpressionSql(dialect).translate(Parser.parse(expression));
    } catch (SyntaxException e) {
      throw new IllegalArgumentException(e.fault().toString(), e);
    }
  }

  private String translate(Node node) {
    if (node instanceof Node.Literal) {
      return literal(((Node.Literal) node).value());
    }
    if (node instanceof Node.Name) {
      return dialect.column(((Node.Name) node).name());
    }
    if (node instanceof Node.Numbers) {
      return dialect.numbers(((Node.Numbers) node).numbers());
    }
    if (node instanceof Node.Unary) {
      Node.Unary unary = (Node.Unary) node;
      String operator = unary.operator().equals("!") ? "NOT " : unary.operator();
      return '(' + operator + translate(unary.operand()) + ')';
    }
    if (node instanceof Node.Binary) {
      return binary((Node.Binary) node);
    }
    if (node instanceof Node.Conditional) {
      Node.Conditional conditional = (Node.Conditional) node;
      return String.format(
          "CASE WHEN %s THEN %s ELSE %s END",
          translate(conditional.condition()),
          translate(conditional.then()),
          translate(conditional.otherwise()));
    }
    return call((Node.Call) node);
  }

  private static String literal(Object value) {
    if (value instanceof String) {
      return '\'' + ((String) value).replace("'", "''") + '\'';
    }
    if (value instanceof Double) {
      // With an exponent: a number without one is a decimal, which has other rules.
      String digits = value.toString();
      return digits.contains("E") ? digits : digits + "E0";
    }
    return String.valueOf(value).toUpperCase(Locale.ROOT);
  }

  private String binary(Node.Binary node) {
    String left = translate(node.left());
    String right = translate(node.right());
    switch (node.operator()) {
      case "/":
        return String.format("(CAST(%s AS DOUBLE) / NULLIF(%s, 0))", left, right);
      case "%":
        return dialect.remainder(left, "NULLIF(" + right + ", 0)");
      default:
        String operator = OPERATORS.getOrDefault(node.operator(), node.operator());
        return '(' + left + ' ' + operator + ' ' + right + ')';
    }
  }

  private String call(Node.Call call) {
    List<String> arguments =
        call.arguments().stream().map(this::translate).collect(Collectors.toList());
    switch (call.function()) {
      case CallChecker.IS_NULL:
        return '(' + arguments.get(0) + " IS NULL)";
      case CallChecker.COALESCE:
        return "COALESCE(" + String.join(", ", arguments) + ')';
      default:
        return dialect.function(call.function(), arguments);
    }
  }
}
