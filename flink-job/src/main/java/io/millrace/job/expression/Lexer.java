package io.millrace.job.expression;

import java.util.ArrayList;
import java.util.List;

/** Splits an expression into tokens. */
final class Lexer {
  private static final String[] SYMBOLS = {
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", "(", ")",
    "[", "]", ","
  };

  private final String text;
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  /** The tokens of an expression, the last of them an END. */
  static List<Token> tokens(String text) throws SyntaxException {
    return new Lexer(text).read();
  }

  private List<Token> read() throws SyntaxException {
    List<Token> tokens = new ArrayList<>();
    while (true) {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (at == text.length()) {
        tokens.add(new Token(Token.Kind.END, "", at));
        return tokens;
      }
      tokens.add(next());
    }
  }

  private Token next() throws SyntaxException {
    char c = text.charAt(at);
    if (isDigit(c) || (c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
      return number();
    }
    if (isNameStart(c)) {
      return name();
    }
    if (c == '"' || c == '\'') {
      return quoted(c);
    }
    for (String symbol : SYMBOLS) {
      if (text.startsWith(symbol, at)) {
        Token token = new Token(Token.Kind.SYMBOL, symbol, at);
        at += symbol.length();
        return token;
      }
    }
    String got = "'" + text.substring(at, text.offsetByCodePoints(at, 1)) + "'";
    if (c == '=') {
      throw new SyntaxException(at, "an operator", got, "write == to compare");
    }
    if (c == '&' || c == '|') {
      throw new SyntaxException(at, "an operator", got, "write && for and, || for or");
    }
    throw new SyntaxException(at, "a column, literal, operator or function", got, "remove it");
  }

  private Token number() throws SyntaxException {
    int start = at;
    boolean real = false;
    skipDigits();
    if (at < text.length() && text.charAt(at) == '.') {
      real = true;
      at++;
      skipDigits();
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      real = true;
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      if (at == text.length() || !isDigit(text.charAt(at))) {
        throw new SyntaxException(
            start, "digits after the e", "'" + text.substring(start, at) + "'", "write e.g. 1e3");
      }
      skipDigits();
    }
    Token.Kind kind = real ? Token.Kind.REAL : Token.Kind.INTEGER;
    while (at < text.length() && isNamePart(text.charAt(at))) {
      kind = Token.Kind.QUANTITY;
      at++;
    }
    return new Token(kind, text.substring(start, at), start);
  }

  private void skipDigits() {
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
  }

  /** A name, or names joined by dots. */
  private Token name() throws SyntaxException {
    int start = at;
    while (true) {
      while (at < text.length() && isNamePart(text.charAt(at))) {
        at++;
      }
      if (at == text.length() || text.charAt(at) != '.') {
        return new Token(Token.Kind.NAME, text.substring(start, at), start);
      }
      at++;
      if (at == text.length() || !isNameStart(text.charAt(at))) {
        throw new SyntaxException(
            start,
            "a field's name after the dot",
            "'" + text.substring(start, at) + "'",
            "write the path of a nested field as outer.inner");
      }
    }
  }

  private Token quoted(char quote) throws SyntaxException {
    int start = at++;
    StringBuilder content = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        return new Token(Token.Kind.TEXT, content.toString(), start);
      }
      content.append(c == '\\' ? escaped() : c);
    }
    throw new SyntaxException(
        start, "a closing " + quote, "the end", "close the text with " + quote);
  }

  private char escaped() throws SyntaxException {
    char c = at < text.length() ? text.charAt(at++) : ' ';
    switch (c) {
      case '\\':
      case '"':
      case '\'':
        return c;
      case 'n':
        return '\n';
      case 't':
        return '\t';
      default:
        throw new SyntaxException(
            at - 1, "one of \\\\ \\\" \\' \\n \\t", "\\" + c, "write a backslash as \\\\");
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c);
  }
}
