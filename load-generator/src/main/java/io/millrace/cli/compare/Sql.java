package io.millrace.cli.compare;

/** Names and texts in SQL. */
final class Sql {
  private Sql() {}

  /** A name that may be any text. */
  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String text(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }
}
