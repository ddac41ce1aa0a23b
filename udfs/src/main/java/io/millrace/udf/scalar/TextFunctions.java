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
