package io.millrace.job.dqdl;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that the author most likely meant. */
final class Nearest {
  private Nearest() {}

  /** The remedy for an unknown name: the nearest known one, or all of them when none is near. */
  static String remedy(String name, Collection<String> known) {
    return among(name, known)
        .map(near -> "did you mean " + near + "?")
        .orElse(known.isEmpty() ? "there is none" : "use one of " + String.join(", ", known));
  }

  /** The known name that differs least, if it does so in less than about a third of its letters. */
  static Optional<String> among(String name, Collection<String> known) {
    String best = null;
    int bestDistance = (name.length() + 1) / 3 + 1;
    for (String candidate : known) {
      int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Levenshtein distance. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitute, 1 + Math.min(previous[j], current[j - 1]));
      }
      int[] swap = previous;
      previous = current;
      current = swap;
    }
    return previous[b.length()];
  }
}
