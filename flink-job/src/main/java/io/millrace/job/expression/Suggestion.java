package io.millrace.job.expression;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The known name that an unknown one was probably meant to be. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * The nearest of the known names, by edits of one character (case apart); empty when none is near
   * enough: at most a third of the unknown name's characters differ, or two where that is more, or
   * one in a name of up to four.
   */
  public static Optional<String> nearest(String unknown, Collection<String> known) {
    int bound = unknown.length() <= 4 ? 1 : Math.max(2, unknown.length() / 3);
    String best = null;
    int bestDistance = bound + 1;
    for (String name : known) {
      int distance = distance(unknown.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (distance < bestDistance && distance < Math.max(unknown.length(), name.length())) {
        bestDistance = distance;
        best = name;
      }
    }
    return Optional.ofNullable(best);
  }

  /** What to do about an unknown name: take the nearest known one, or one of all. */
  public static String remedy(String unknown, Collection<String> known) {
    return nearest(unknown, known)
        .map(name -> "did you mean '" + name + "'?")
        .orElse(known.isEmpty() ? "remove it" : "use one of " + String.join(", ", known));
  }

  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
      }
      int[] swap = previous;
      previous = current;
      current = swap;
    }
    return previous[b.length()];
  }
}
