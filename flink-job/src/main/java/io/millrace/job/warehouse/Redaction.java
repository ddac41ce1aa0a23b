package io.millrace.job.warehouse;

import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * What may be said of a failure. Drivers put connection strings and values of rows into their
 * messages; neither belongs in a log.
 */
final class Redaction {
  private static final int LONGEST = 500;

  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)((?:password|pwd|secret\\w*|access_?key\\w*|\\w*token|credentials?|user|uid)\\s*[=:]\\s*)"
              + "[^\\s&;,]+");

  /** A quoted text that is no path and no URL, or a number that a cast refused. */
  private static final Pattern VALUE =
      Pattern.compile("'(?![^']*/)[^'\\n]*'|(?<=\\bvalue )[^\\s']\\S*");

  private Redaction() {}

  /** The first two lines of the failure's message, without secrets and values. */
  static String of(Throwable failure) {
    if (failure instanceof WarehouseException) {
      return failure.getMessage();
    }
    StringBuilder text = new StringBuilder(failure.getClass().getSimpleName());
    if (failure instanceof SQLException && ((SQLException) failure).getSQLState() != null) {
      text.append(" (SQL state ").append(((SQLException) failure).getSQLState()).append(')');
    }
    String message = failure.getMessage();
    if (message != null) {
      // DuckDB's first line may only say that a statement failed; statements follow further down.
      String[] lines = message.strip().split("\\R", 3);
      String line = lines.length == 1 ? lines[0] : lines[0] + ' ' + lines[1];
      line = SECRET.matcher(line).replaceAll("$1***");
      line = VALUE.matcher(line).replaceAll("***");
      text.append(": ").append(line, 0, Math.min(LONGEST, line.length()));
    }
    return text.toString();
  }
}
