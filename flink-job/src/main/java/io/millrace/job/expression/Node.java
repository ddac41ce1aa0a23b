package io.millrace.job.expression;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** An expression as parsed: names are not looked up, types are not known. */
abstract class Node {
  private final int position;

  private Node(int position) {
    this.position = position;
  }

  /** Character of the expression at which the node's own token stands, counted from 0. */
  int position() {
    return position;
  }

  /** Tells the name of every column that the expression reads. */
  abstract void columns(Consumer<String> names);

  /** The expression with all its parentheses: the same for the same meaning. */
  @Override
  public abstract String toString();

  /** A number, text, truth value or null. */
  static final class Literal extends Node {
    private final Object value;

    /**
     * @param value a Long, Double, String, Boolean or null
     */
    Literal(int position, Object value) {
      super(position);
      this.value = value;
    }

    Object value() {
      return value;
    }

    @Override
    void columns(Consumer<String> names) {}

    @Override
    public String toString() {
      if (value instanceof String) {
        return '"' + ((String) value).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      }
      return String.valueOf(value);
    }
  }

  /** A list of numbers. */
  static final class Numbers extends Node {
    private final List<Double> numbers;

    Numbers(int position, List<Double> numbers) {
      super(position);
      this.numbers = List.copyOf(numbers);
    }

    List<Double> numbers() {
      return numbers;
    }

    @Override
    void columns(Consumer<String> names) {}

    @Override
    public String toString() {
      return numbers.toString();
    }
  }

  /**
   * What tells the values of an expression apart, as a number; no author can write it.
   *
   * @see io.millrace.udf.scalar.Identity
   */
  static final class Identity extends Node {
    private final Node operand;

    Identity(Node operand) {
      super(operand.position());
      this.operand = operand;
    }

    Node operand() {
      return operand;
    }

    @Override
    void columns(Consumer<String> names) {
      operand.columns(names);
    }

    @Override
    public String toString() {
      return "#" + operand;
    }
  }

  /** A column, by name. */
  static final class Name extends Node {
    private final String name;

    Name(int position, String name) {
      super(position);
      this.name = name;
    }

    String name() {
      return name;
    }

    @Override
    void columns(Consumer<String> names) {
      names.accept(name);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** {@code -x} or {@code !x}. */
  static final class Unary extends Node {
    private final String operator;
    private final Node operand;

    Unary(int position, String operator, Node operand) {
      super(position);
      this.operator = operator;
      this.operand = operand;
    }

    String operator() {
      return operator;
    }

    Node operand() {
      return operand;
    }

    @Override
    void columns(Consumer<String> names) {
      operand.columns(names);
    }

    @Override
    public String toString() {
      return '(' + operator + operand + ')';
    }
  }

  /** An operator between two operands. */
  static final class Binary extends Node {
    private final String operator;
    private final Node left;
    private final Node right;

    Binary(int position, String operator, Node left, Node right) {
      super(position);
      this.operator = operator;
      this.left = left;
      this.right = right;
    }

    String operator() {
      return operator;
    }

    Node left() {
      return left;
    }

    Node right() {
      return right;
    }

    @Override
    void columns(Consumer<String> names) {
      left.columns(names);
      right.columns(names);
    }

    @Override
    public String toString() {
      return '(' + left.toString() + ' ' + operator + ' ' + right + ')';
    }
  }

  /** {@code condition ? then : otherwise}. */
  static final class Conditional extends Node {
    private final Node condition;
    private final Node then;
    private final Node otherwise;

    Conditional(int position, Node condition, Node then, Node otherwise) {
      super(position);
      this.condition = condition;
      this.then = then;
      this.otherwise = otherwise;
    }

    Node condition() {
      return condition;
    }

    Node then() {
      return then;
    }

    Node otherwise() {
      return otherwise;
    }

    @Override
    void columns(Consumer<String> names) {
      condition.columns(names);
      then.columns(names);
      otherwise.columns(names);
    }

    @Override
    public String toString() {
      return '(' + condition.toString() + " ? " + then + " : " + otherwise + ')';
    }
  }

  /** A function and its arguments. */
  static final class Call extends Node {
    private final String function;
    private final List<Node> arguments;

    Call(int position, String function, List<Node> arguments) {
      super(position);
      this.function = function;
      this.arguments = List.copyOf(arguments);
    }

    String function() {
      return function;
    }

    List<Node> arguments() {
      return arguments;
    }

    @Override
    void columns(Consumer<String> names) {
      arguments.forEach(argument -> argument.columns(names));
    }

    @Override
    public String toString() {
      return arguments.stream()
          .map(Node::toString)
          .collect(Collectors.joining(", ", function + '(', ")"));
    }
  }
}
