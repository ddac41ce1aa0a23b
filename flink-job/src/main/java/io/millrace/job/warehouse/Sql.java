package io.millrace.job.warehouse;

import java.util.List;
import java.util.stream.Collectors;

/** Names and texts as SQL writes them. */
public final class Sql {
  private Sql() {}

  /** A quoted identifier: {@code we"ird} becomes {@code "we""ird"}. */
  public static String name(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** Quoted identifiers, with commas between them. */
  public static String names(List<String> identifiers) {
    return identifiers.stream().map(Sql::name).collect(Collectors.joining(", "));
  }

  /** A text literal of standard SQL: {@code it's} becomes {@code 'it''s'}. */
  public static String text(String value) {
    return '\'' + value.replace("'", "''") + '\'';
  }
}
