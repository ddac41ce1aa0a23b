package io.millrace.job.dqdl.row;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Types of {@code ColumnDataType}: whether a text can be read as one. Blanks around it are ignored.
 * Dates are {@code yyyy-MM-dd}; timestamps are dates with an optional time of day and offset, as in
 * {@code 2024-01-31T23:59:59.5Z}, a blank instead of T allowed; whole numbers have no fraction.
 *
 * <p>What a pattern has taken of a long text it does not give back, so that the work grows no
 * faster than the text.
 */
enum TextType {
  BOOLEAN("true|false|t|f|yes|no|y|n|1|0"),
  DATE("(\\d{4})-(\\d{2})-(\\d{2})"),
  TIMESTAMP(
      "(\\d{4})-(\\d{2})-(\\d{2})"
          + "([T ]([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?(Z|[+-][01]\\d:?[0-5]\\d)?)?"),
  INTEGER("[+-]?0*(\\d{1,19})"),
  LONG("[+-]?0*(\\d{1,19})"),
  DOUBLE("[+-]?((\\d++\\.?\\d*+|\\.\\d++)(e[+-]?\\d++)?|infinity)|nan"),
  FLOAT("[+-]?((\\d++\\.?\\d*+|\\.\\d++)(e[+-]?\\d++)?|infinity)|nan");

  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private final Pattern pattern;

  TextType(String regex) {
    this.pattern = Pattern.compile("\\s*+(?:" + regex + ")\\s*+", Pattern.CASE_INSENSITIVE);
  }

  /** A test for one thread; it keeps its matcher, so that a test allocates nothing. */
  Test test() {
    return new Test(this);
  }

  static final class Test {
    private final TextType type;
    private final Matcher matcher;
    private String text;

    private Test(TextType type) {
      this.type = type;
      this.matcher = type.pattern.matcher("");
    }

    boolean accepts(String value) {
      if (!matcher.reset(value).matches()) {
        return false;
      }
      text = value;
      switch (type) {
        case DATE:
        case TIMESTAMP:
          return isDay(number(1), number(2), number(3));
        case INTEGER:
          return isWithin(Integer.MAX_VALUE);
        case LONG:
          return isWithin(Long.MAX_VALUE);
        default:
          return true;
      }
    }

    /** Whether the signed whole number fits a type with this highest value. */
    private boolean isWithin(long highest) {
      boolean negative = text.lastIndexOf('-', matcher.start(1)) >= 0;
      // Nineteen digits need the sign bit, as does the magnitude of the lowest long.
      return Long.compareUnsigned(number(1), negative ? highest + 1 : highest) <= 0;
    }

    private long number(int group) {
      long number = 0;
      for (int i = matcher.start(group); i < matcher.end(group); i++) {
        number = 10 * number + Character.digit(text.charAt(i), 10);
      }
      return number;
    }

    private static boolean isDay(long year, long month, long day) {
      if (month < 1 || month > 12 || day < 1 || day > DAYS[(int) month - 1]) {
        return false;
      }
      boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
      return month != 2 || day < 29 || leap;
    }
  }
}
