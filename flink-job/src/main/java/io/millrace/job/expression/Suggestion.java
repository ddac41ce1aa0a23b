package io.millrace.job.expression;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The known name that an unknown one was probably meant to be. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * The nearest of the known names, by edits of a character or two neighbours (case apart); empty
   * when none is near enough: at most a third of the unknown name's characters differ, or two where
   * that is more, or one in a name of up to four.
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

  /** Insertions, deletions, substitutions and swaps of neighbours that turn one into the other. */
  private static int distance(String a, String b) {
    int[][] distance = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          distance[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int edits = distance[i - 1][j - 1] + (same ? 0 : 1);
        edits = Math.min(edits, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          edits = Math.min(edits, distance[i - 2][j - 2] + 1);
        }
        distance[i][j] = edits;
      }
    }
    return distance[a.length()][b.length()];
  }
}
