package io.millrace.job.dqdl;

import io.millrace.job.dqdl.row.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates the SQL condition of a {@code where} clause to Millrace's expression language: {@code
 * = <> and or not}, {@code is [not] null}, {@code [not] in (…)}, {@code [not] between … and …},
 * arithmetic and functions. Types and names are the compiler's business.
 *
 * <p>Precedence is SQL's: {@code not} binds weaker than a comparison.
 */
final class SqlCondition {
  private static final int MAX_DEPTH = 50;

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<text>'(?:[^']|'')*+'|\"(?:[^\"\\\\]|\\\\.)*+\")"
              + "|`(?<quoted>[^`]++)`"
              + "|(?<number>(?:\\d++(?:\\.\\d*+)?+|\\.\\d++)(?:[eE][+-]?\\d++)?+)"
              + "|(?<word>[A-Za-z_][A-Za-z0-9_]*+(?:\\.[A-Za-z_][A-Za-z0-9_]*+)*+)"
              + "|(?<symbol><>|<=|>=|!=|==|[=<>()+\\-*/%,]))\\s*");

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int depth;

  private SqlCondition(String sql) {
    this.sql = sql;
  }

  /** The same condition as an expression. */
  static String translate(String sql) throws Fault {
    SqlCondition reader = new SqlCondition(sql);
    reader.tokenize();
    String expression = reader.or();
    if (reader.at < reader.tokens.size()) {
      throw reader.unexpected("'and', 'or' or the end");
    }
    return expression;
  }

  private void tokenize() throws Fault {
    Matcher matcher = TOKEN.matcher(sql);
    int end = 0;
    while (end < sql.length() && matcher.find(end) && matcher.start() == end) {
      end = matcher.end();
      tokens.add(Token.of(matcher));
    }
    if (end < sql.length()) {
      throw new Fault(
          "a column, number, 'text' or operator",
          "'" + sql.substring(end) + "'",
          "write the condition as SQL, e.g. where \"amount > 3 and channel = 'web'\"");
    }
  }

  private String or() throws Fault {
    if (++depth > MAX_DEPTH) {
      throw new Fault(
          "at most " + MAX_DEPTH + " nested parentheses", "more", "write a shorter condition");
    }
    StringBuilder text = new StringBuilder(and());
    while (takeWord("or")) {
      text.append(" || ").append(and());
    }
    depth--;
    return text.toString();
  }

  private String and() throws Fault {
    StringBuilder text = new StringBuilder(not());
    while (takeWord("and")) {
      text.append(" && ").append(not());
    }
    return text.toString();
  }

  private String not() throws Fault {
    StringBuilder marks = new StringBuilder();
    while (takeWord("not")) {
      marks.append('!');
    }
    String predicate = predicate();
    return marks.length() == 0 ? predicate : marks + "(" + predicate + ")";
  }

  private String predicate() throws Fault {
    String left = sum();
    Token token = peek();
    String comparison = token == null ? null : token.comparison();
    if (comparison != null) {
      at++;
      return left + ' ' + comparison + ' ' + sum();
    }
    if (takeWord("is")) {
      boolean negated = takeWord("not");
      expectWord("null");
      return (negated ? "!" : "") + "isNull(" + left + ")";
    }
    boolean negated = takeWord("not");
    String test = null;
    if (takeWord("in")) {
      test = in(left);
    } else if (takeWord("between")) {
      String low = sum();
      expectWord("and");
      test = left + " >= " + low + " && " + left + " <= " + sum();
    } else if (negated) {
      throw unexpected("'in' or 'between' after 'not'");
    }
    return test == null ? left : (negated ? "!" : "") + "(" + test + ")";
  }

  private String in(String left) throws Fault {
    expectSymbol("(");
    List<String> tests = new ArrayList<>();
    do {
      tests.add(left + " == " + sum());
    } while (takeSymbol(","));
    expectSymbol(")");
    return String.join(" || ", tests);
  }

  private String sum() throws Fault {
    StringBuilder text = new StringBuilder(product());
    while (isSymbol("+") || isSymbol("-")) {
      text.append(' ').append(tokens.get(at++).text).append(' ').append(product());
    }
    return text.toString();
  }

  private String product() throws Fault {
    StringBuilder text = new StringBuilder(operand());
    while (isSymbol("*") || isSymbol("/") || isSymbol("%")) {
      text.append(' ').append(tokens.get(at++).text).append(' ').append(operand());
    }
    return text.toString();
  }

  private String operand() throws Fault {
    if (takeSymbol("-")) {
      return "-" + operand();
    }
    if (takeSymbol("(")) {
      String inner = or();
      expectSymbol(")");
      return "(" + inner + ")";
    }
    Token token = peek();
    if (token == null || token.kind == Token.Kind.SYMBOL || token.isKeyword()) {
      throw unexpected("a column, number or 'text'");
    }
    at++;
    if (token.kind != Token.Kind.WORD || !takeSymbol("(")) {
      return token.text;
    }
    List<String> arguments = new ArrayList<>();
    if (!isSymbol(")")) {
      do {
        arguments.add(or());
      } while (takeSymbol(","));
    }
    expectSymbol(")");
    return token.text + "(" + String.join(", ", arguments) + ")";
  }

  private Token peek() {
    return at < tokens.size() ? tokens.get(at) : null;
  }

  private boolean isSymbol(String symbol) {
    Token token = peek();
    return token != null && token.kind == Token.Kind.SYMBOL && token.text.equals(symbol);
  }

  private boolean takeSymbol(String symbol) {
    boolean taken = isSymbol(symbol);
    at += taken ? 1 : 0;
    return taken;
  }

  private void expectSymbol(String symbol) throws Fault {
    if (!takeSymbol(symbol)) {
      throw unexpected("'" + symbol + "'");
    }
  }

  private boolean takeWord(String word) {
    Token token = peek();
    boolean taken =
        token != null && token.kind == Token.Kind.WORD && token.text.equalsIgnoreCase(word);
    at += taken ? 1 : 0;
    return taken;
  }

  private void expectWord(String word) throws Fault {
    if (!takeWord(word)) {
      throw unexpected("'" + word + "'");
    }
  }

  private Fault unexpected(String expected) {
    Token token = peek();
    return new Fault(
        expected + " in the where clause",
        token == null ? "its end" : "'" + token.text + "'",
        "write it as SQL, e.g. where \"amount > 3 and channel = 'web'\"");
  }

  private static final class Token {
    private static final List<String> KEYWORDS =
        List.of("and", "or", "not", "is", "in", "between", "like", "rlike", "case");

    private enum Kind {
      TEXT,
      NAME,
      NUMBER,
      WORD,
      SYMBOL
    }

    private final Kind kind;
    private final String text;

    private Token(Kind kind, String text) {
      this.kind = kind;
      this.text = text;
    }

    private static Token of(Matcher matcher) {
      String text = matcher.group("text");
      if (text != null) {
        return new Token(Kind.TEXT, literal(text));
      }
      if (matcher.group("quoted") != null) {
        return new Token(Kind.NAME, matcher.group("quoted"));
      }
      if (matcher.group("number") != null) {
        return new Token(Kind.NUMBER, matcher.group("number"));
      }
      String word = matcher.group("word");
      if (word == null) {
        return new Token(Kind.SYMBOL, matcher.group("symbol"));
      }
      String lower = word.toLowerCase(Locale.ROOT);
      boolean constant = lower.equals("true") || lower.equals("false") || lower.equals("null");
      return new Token(Kind.WORD, constant ? lower : word);
    }

    /** SQL doubles a quote to write it, expressions put a backslash before it. */
    private static String literal(String sql) {
      if (sql.startsWith("\"")) {
        return sql;
      }
      return '"'
          + sql.substring(1, sql.length() - 1)
              .replace("''", "'")
              .replace("\\", "\\\\")
              .replace("\"", "\\\"")
          + '"';
    }

    private boolean isKeyword() {
      return kind == Kind.WORD && KEYWORDS.contains(text.toLowerCase(Locale.ROOT));
    }

    /** The expression language's sign for a comparison, or null when it is none. */
    private String comparison() {
      if (kind != Kind.SYMBOL) {
        return null;
      }
      switch (text) {
        case "=":
        case "==":
          return "==";
        case "<>":
        case "!=":
          return "!=";
        case "<":
        case "<=":
        case ">":
        case ">=":
          return text;
        default:
          return null;
      }
    }
  }
}
