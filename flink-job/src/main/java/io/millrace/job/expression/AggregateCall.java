package io.millrace.job.expression;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An aggregate as a pipeline file writes it: its value, if it takes one, and then named arguments
 * in any order. Examples: {@code count()}, {@code mean(fraud, default: 0)}, {@code quantile(amount,
 * where: channel == "web", rank: 0.95)}.
 */
public final class AggregateCall {

  /** What an aggregate takes of a value. */
  public enum Take {
    /** The value as a number; a truth value is 0 or 1. */
    NUMBER,
    /** One, whatever the value is. */
    ONE,
    /**
     * A number that is the same for equal values.
     *
     * @see io.millrace.udf.scalar.Identity
     */
    IDENTITY
  }

  public static final String WHERE = "where";
  public static final String DEFAULT = "default";

  private final String aggregate;
  private Node input;
  private Node where;
  private Double defaultValue;
  private final Map<String, Argument> arguments = new LinkedHashMap<>();

  private AggregateCall(String aggregate) {
    this.aggregate = aggregate;
  }

  static AggregateCall parse(String text) throws SyntaxException {
    Parser parser = Parser.of(text);
    Token name = parser.take();
    if (name.kind() != Token.Kind.NAME) {
      throw Parser.unexpected(name, "the name of an aggregate");
    }
    parser.expectSymbol("(");
    AggregateCall call = new AggregateCall(name.text());
    if (!parser.peek().isSymbol(")")) {
      if (!isArgument(parser)) {
        call.input = parser.expression();
      } else {
        call.parseArgument(parser);
      }
    }
    while (parser.peek().isSymbol(",")) {
      parser.take();
      call.parseArgument(parser);
    }
    if (!parser.peek().isSymbol(")")) {
      throw Parser.unexpected(parser.peek(), "',' or ')'");
    }
    parser.take();
    parser.expectEnd();
    return call;
  }

  private static boolean isArgument(Parser parser) {
    return parser.peek().kind() == Token.Kind.NAME && parser.peekNext().isSymbol(":");
  }

  private void parseArgument(Parser parser) throws SyntaxException {
    if (!isArgument(parser)) {
      throw Parser.unexpected(parser.peek(), "a named argument such as 'where:' or 'default:'");
    }
    Token name = parser.take();
    parser.take();
    boolean first =
        name.isName(WHERE)
            ? where == null
            : name.isName(DEFAULT) ? defaultValue == null : !arguments.containsKey(name.text());
    if (!first) {
      throw new SyntaxException(
          name.position(), "each argument once", "'" + name.text() + ":' again", "remove one");
    }
    if (name.isName(WHERE)) {
      where = parser.expression();
    } else if (name.isName(DEFAULT)) {
      defaultValue = parser.number("a number after 'default:'");
    } else {
      arguments.put(name.text(), Argument.parse(name, parser));
    }
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

  /** The condition that an event has to meet; empty: all are taken. */
  public Optional<String> where() {
    return Optional.ofNullable(where).map(Node::toString);
  }

  Node whereNode() {
    return where;
  }

  /** What the feature is over an empty window; empty: null. */
  public Optional<Double> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /** The aggregate's own arguments by their names, in the order written. */
  public Map<String, Argument> arguments() {
    return Collections.unmodifiableMap(arguments);
  }

  /** Names of the columns that the value and the condition read. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    if (input != null) {
      input.columns(names::add);
    }
    if (where != null) {
      where.columns(names::add);
    }
    return names;
  }

  /** What an aggregate is given by name: a number or duration, unless the author errs. */
  public static final class Argument {
    private final Token name;
    private final int position;
    private final String text;
    private final Double number;

    private Argument(Token name, int position, String text, Double number) {
      this.name = name;
      this.position = position;
      this.text = text;
      this.number = number;
    }

    private static Argument parse(Token name, Parser parser) throws SyntaxException {
      int position = parser.peek().position();
      if (!parser.isQuantity()) {
        return new Argument(name, position, parser.expression().toString(), null);
      }
      Token value = parser.quantity("a number or duration");
      boolean unit = value.kind() == Token.Kind.QUANTITY;
      return new Argument(name, position, value.text(), unit ? null : Parser.real(value));
    }

    /** The argument as written, without its name. */
    public String text() {
      return text;
    }

    /** The number that it is; empty when it has a unit or is anything else. */
    public Optional<Double> number() {
      return Optional.ofNullable(number);
    }

    /** The fault that the aggregate has no such argument. */
    public ExpressionFault faultOfName(String expected, String remedy) {
      return new ExpressionFault(name.position(), expected, "'" + name.text() + ":'", remedy);
    }

    /** The fault that the argument is not what was expected. */
    public ExpressionFault faultOfValue(String expected, String remedy) {
      return new ExpressionFault(position, expected, "'" + text + "'", remedy);
    }
  }
}
