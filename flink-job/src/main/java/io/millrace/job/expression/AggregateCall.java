package io.millrace.job.expression;

import java.util.Optional;

/**
 * An aggregate as a pipeline file writes it: {@code count()}, {@code mean(amount)}, {@code
 * mean(fraud, default: 0)}.
 */
public final class AggregateCall {
  private static final String DEFAULT = "default";

  private final String aggregate;
  private final Node input;
  private final Double defaultValue;

  private AggregateCall(String aggregate, Node input, Double defaultValue) {
    this.aggregate = aggregate;
    this.input = input;
    this.defaultValue = defaultValue;
  }

  static AggregateCall parse(String text) throws SyntaxException {
    Parser parser = Parser.of(text);
    Token name = parser.take();
    if (name.kind() != Token.Kind.NAME) {
      throw Parser.unexpected(name, "the name of an aggregate");
    }
    parser.expectSymbol("(");
    Node input = null;
    if (!parser.peek().isSymbol(")") && !isDefault(parser)) {
      input = parser.expression();
      if (!parser.peek().isSymbol(")")) {
        parser.expectSymbol(",");
        if (!isDefault(parser)) {
          throw Parser.unexpected(parser.peek(), "'default:' or ')'");
        }
      }
    }
    Double defaultValue = isDefault(parser) ? defaultValue(parser) : null;
    parser.expectSymbol(")");
    parser.expectEnd();
    return new AggregateCall(name.text(), input, defaultValue);
  }

  private static boolean isDefault(Parser parser) {
    return parser.peek().isName(DEFAULT) && parser.peekNext().isSymbol(":");
  }

  private static Double defaultValue(Parser parser) throws SyntaxException {
    parser.take();
    parser.take();
    boolean negative = parser.peek().isSymbol("-");
    if (negative) {
      parser.take();
    }
    Token number = parser.take();
    if (number.kind() != Token.Kind.INTEGER && number.kind() != Token.Kind.REAL) {
      throw Parser.unexpected(number, "a number after 'default:'");
    }
    double value = Double.parseDouble(number.text());
    if (Double.isInfinite(value)) {
      throw Parser.unexpected(number, "a finite number after 'default:'");
    }
    return negative ? -value : value;
  }

  /** Name of the aggregate, e.g. {@code mean}. */
  public String aggregate() {
    return aggregate;
  }

  /** The expression that is aggregated; empty when the call has none. */
  public Optional<String> input() {
    return Optional.ofNullable(input).map(Node::toString);
  }

  Node inputNode() {
    return input;
  }

  /** What the feature is over an empty window; empty: null. */
  public Optional<Double> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }
}
