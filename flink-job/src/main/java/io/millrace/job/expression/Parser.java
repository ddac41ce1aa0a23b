package io.millrace.job.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Parses an expression by operator precedence. */
final class Parser {
  /** A longer expression might outgrow the 64 KB that a method of the virtual machine has. */
  private static final int MAX_TOKENS = 400;

  private static final int MAX_DEPTH = 100;

  private static final Map<String, Integer> PRECEDENCE =
      Map.ofEntries(
          Map.entry("?", 1),
          Map.entry("||", 2),
          Map.entry("&&", 3),
          Map.entry("==", 4),
          Map.entry("!=", 4),
          Map.entry("<", 5),
          Map.entry("<=", 5),
          Map.entry(">", 5),
          Map.entry(">=", 5),
          Map.entry("+", 6),
          Map.entry("-", 6),
          Map.entry("*", 7),
          Map.entry("/", 7),
          Map.entry("%", 7));
  private static final int CONDITIONAL = 1;
  private static final int UNARY = 8;

  private static final Map<String, String> WORDS =
      Map.of("and", "write && for and", "or", "write || for or", "not", "write ! for not");

  private final List<Token> tokens;
  private int at;
  private int depth;

  private Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  static Parser of(String text) throws SyntaxException {
    List<Token> tokens = Lexer.tokens(text);
    int words = tokens.size() - 1;
    if (words > MAX_TOKENS) {
      throw new SyntaxException(
          tokens.get(MAX_TOKENS).position(),
          "at most " + MAX_TOKENS + " names, literals and operators",
          words + " of them",
          "split it into derived columns");
    }
    return new Parser(tokens);
  }

  /** Parses a text that is one expression. */
  static Node parse(String text) throws SyntaxException {
    Parser parser = of(text);
    Node node = parser.expression();
    parser.expectEnd();
    return node;
  }

  /** Parses the longest expression from here on. */
  Node expression() throws SyntaxException {
    return expression(0);
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peekNext() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token take() {
    Token token = tokens.get(at);
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  void expectSymbol(String symbol) throws SyntaxException {
    Token token = take();
    if (!token.isSymbol(symbol)) {
      throw unexpected(token, "'" + symbol + "'");
    }
  }

  void expectEnd() throws SyntaxException {
    if (peek().kind() != Token.Kind.END) {
      throw unexpected(peek(), "an operator or the end");
    }
  }

  static SyntaxException unexpected(Token token, String expected) {
    return new SyntaxException(
        token.position(),
        expected,
        token.describe(),
        token.kind() == Token.Kind.END
            ? "complete the expression"
            : WORDS.getOrDefault(token.text(), "correct or remove it"));
  }

  private Node expression(int binding) throws SyntaxException {
    if (++depth > MAX_DEPTH) {
      throw new SyntaxException(
          peek().position(),
          "at most " + MAX_DEPTH + " nested expressions",
          "more",
          "split it into derived columns");
    }
    Node left = operand();
    while (true) {
      Token token = peek();
      int precedence =
          token.kind() == Token.Kind.SYMBOL ? PRECEDENCE.getOrDefault(token.text(), 0) : 0;
      if (precedence <= binding) {
        depth--;
        return left;
      }
      take();
      if (precedence == CONDITIONAL) {
        Node then = expression(0);
        expectSymbol(":");
        left = new Node.Conditional(token.position(), left, then, expression(CONDITIONAL - 1));
      } else {
        left = new Node.Binary(token.position(), token.text(), left, expression(precedence));
      }
    }
  }

  private Node operand() throws SyntaxException {
    Token token = take();
    switch (token.kind()) {
      case INTEGER:
        return new Node.Literal(token.position(), integer(token));
      case REAL:
        return new Node.Literal(token.position(), real(token));
      case QUANTITY:
        throw new SyntaxException(
            token.position(),
            "a number",
            token.describe(),
            "names begin with a letter or _, and only aggregates take durations");
      case TEXT:
        return new Node.Literal(token.position(), token.text());
      case NAME:
        return named(token);
      default:
        if (token.isSymbol("(")) {
          Node inner = expression(0);
          expectSymbol(")");
          return inner;
        }
        if (token.isSymbol("[")) {
          return numbers(token);
        }
        if (token.isSymbol("-") || token.isSymbol("!")) {
          return new Node.Unary(token.position(), token.text(), expression(UNARY - 1));
        }
        throw unexpected(token, "a column, literal or function");
    }
  }

  private Node named(Token token) throws SyntaxException {
    switch (token.text()) {
      case "true":
        return new Node.Literal(token.position(), true);
      case "false":
        return new Node.Literal(token.position(), false);
      case "null":
        return new Node.Literal(token.position(), null);
      default:
        if (!peek().isSymbol("(")) {
          return new Node.Name(token.position(), token.text());
        }
        take();
        return new Node.Call(token.position(), token.text(), arguments());
    }
  }

  private List<Node> arguments() throws SyntaxException {
    List<Node> arguments = new ArrayList<>();
    if (peek().isSymbol(")")) {
      take();
      return arguments;
    }
    while (true) {
      arguments.add(expression(0));
      Token token = take();
      if (token.isSymbol(")")) {
        return arguments;
      }
      if (!token.isSymbol(",")) {
        throw unexpected(token, "',' or ')'");
      }
    }
  }

  /** The rest of a list of numbers. */
  private Node numbers(Token open) throws SyntaxException {
    List<Double> numbers = new ArrayList<>();
    while (true) {
      numbers.add(number("a number in the list"));
      Token token = take();
      if (token.isSymbol("]")) {
        return new Node.Numbers(open.position(), numbers);
      }
      if (!token.isSymbol(",")) {
        throw unexpected(token, "',' or ']'");
      }
    }
  }

  /** Parses a number that is no expression; it may have a sign. */
  double number(String expected) throws SyntaxException {
    Token token = quantity(expected);
    if (token.kind() == Token.Kind.QUANTITY) {
      throw unexpected(token, expected);
    }
    return real(token);
  }

  /** Whether a number comes next, with or without sign and unit. */
  boolean isQuantity() {
    return isQuantity(peek()) || (peek().isSymbol("-") && isQuantity(peekNext()));
  }

  private static boolean isQuantity(Token token) {
    return token.kind() == Token.Kind.INTEGER
        || token.kind() == Token.Kind.REAL
        || token.kind() == Token.Kind.QUANTITY;
  }

  /** Takes a number, with or without a unit; its sign, if it has one, is part of the token. */
  Token quantity(String expected) throws SyntaxException {
    Token sign = peek();
    if (sign.isSymbol("-")) {
      take();
    }
    Token token = take();
    if (!isQuantity(token)) {
      throw unexpected(token, expected);
    }
    return sign == token
        ? token
        : new Token(token.kind(), sign.text() + token.text(), sign.position());
  }

  private static Long integer(Token token) throws SyntaxException {
    try {
      return Long.valueOf(token.text());
    } catch (NumberFormatException e) {
      throw new SyntaxException(
          token.position(),
          "an integer of at most " + Long.MAX_VALUE,
          "a larger one",
          "write it as a real number, e.g. 1e20");
    }
  }

  static double real(Token token) throws SyntaxException {
    double value = Double.parseDouble(token.text());
    if (Double.isInfinite(value)) {
      throw new SyntaxException(
          token.position(), "a finite number", "a larger one", "write a number below 1.8e308");
    }
    return value;
  }
}
