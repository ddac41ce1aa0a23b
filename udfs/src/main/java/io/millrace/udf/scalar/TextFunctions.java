package io.millrace.udf.scalar;

import java.util.Locale;

/** Functions of text. */
public final class TextFunctions implements FunctionLibrary {

  @ScalarFunction("Number of characters (Unicode code points).")
  public static long length(String text) {
    return text.codePointCount(0, text.length());
  }

  @ScalarFunction("The text in lower case, the same in every locale.")
  public static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  @ScalarFunction("The text in upper case, the same in every locale.")
  public static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  @ScalarFunction("The text without white space at its ends.")
  public static String trim(String text) {
    return text.strip();
  }

  @ScalarFunction("Both texts, one behind the other; e.g. for an entity of two fields.")
  public static String concat(String a, String b) {
    return a + b;
  }

  @ScalarFunction("The three texts, one behind the other.")
  public static String concat(String a, String b, String c) {
    return a + b + c;
  }

  @ScalarFunction("The whole number as text, in decimal digits.")
  public static String toText(long x) {
    return Long.toString(x);
  }

  @ScalarFunction("Whether the second text occurs in the first, case told apart.")
  public static boolean contains(String text, String part) {
    return text.contains(part);
  }

  @ScalarFunction("Whether the first text begins with the second, case told apart.")
  public static boolean startsWith(String text, String prefix) {
    return text.startsWith(prefix);
  }

  @ScalarFunction("Whether the first text ends with the second, case told apart.")
  public static boolean endsWith(String text, String suffix) {
    return text.endsWith(suffix);
  }

  @ScalarFunction(
      "At most this many characters (Unicode code points) from a position on; the first is 1, and a"
          + " position below it counts as 1.")
  public static String substring(String text, long from, long length) {
    long characters = text.codePointCount(0, text.length());
    long start = Math.min(Math.max(from, 1) - 1, characters);
    long taken = Math.max(0, Math.min(length, characters - start));
    int begin = text.offsetByCodePoints(0, (int) start);
    return text.substring(begin, text.offsetByCodePoints(begin, (int) taken));
  }

  @ScalarFunction(
      "What stands behind the last @ of an address, in lower case; null where nothing stands before"
          + " or behind it.")
  public static String emailDomain(String address) {
    int at = address.lastIndexOf('@');
    return at <= 0 || at == address.length() - 1 ? null : lower(address.substring(at + 1));
  }

  /**
   * Orders two texts by their UTF-8 bytes, which is the order of their code points: what the
   * operators {@code < <= > >=} mean for text. {@link String#compareTo} orders surrogate pairs
   * before the characters from U+E000 to U+FFFF instead.
   */
  public static int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char left = a.charAt(i);
      char right = b.charAt(i);
      if (left != right) {
        boolean bothOrNoneSurrogate = Character.isSurrogate(left) == Character.isSurrogate(right);
        if (bothOrNoneSurrogate) {
          return Character.compare(left, right);
        }
        return Character.isSurrogate(left) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
