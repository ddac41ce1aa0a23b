package io.millrace.job.expression;

/** A word of an expression. */
final class Token {

  /** What a token is. */
  enum Kind {
    INTEGER,
    REAL,
    /** A number and, right behind it, its unit, e.g. {@code 7d}. */
    QUANTITY,
    TEXT,
    NAME,
    SYMBOL,
    END
  }

  private final Kind kind;
  private final String text;
  private final int position;

  Token(Kind kind, String text, int position) {
    this.kind = kind;
    this.text = text;
    this.position = position;
  }

  Kind kind() {
    return kind;
  }

  /** The token as written; of a TEXT its content, without quotes and escapes. */
  String text() {
    return text;
  }

  int position() {
    return position;
  }

  boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  /** The token for messages. */
  String describe() {
    switch (kind) {
      case END:
        return "the end";
      case TEXT:
        return "a text";
      default:
        return "'" + text + "'";
    }
  }
}
