package io.millrace.job.event;

import java.util.Locale;

/** What a run counts. Exactly: a restart neither loses a count nor repeats one. */
public enum Counter {
  /** Records that the sources gave. */
  READ,
  /** Records that could not be decoded. */
  DEAD_LETTERED,
  /** Events that broke a row rule. */
  QUARANTINED,
  /** Events dropped because the same identity came before. */
  DUPLICATES,
  /** Events written to the lake. */
  WRITTEN,
  /** Written events that the endpoint scored. */
  SCORED,
  /** Written events that got the fallback instead of a score. */
  DEGRADED,
  /** Written events that came late. */
  LATE,
  /** Payload bytes of the records read. */
  BYTES,
  /** Rows of the lake that filled the state of a job without state; neither read nor written. */
  HISTORY;

  private static final Counter[] ALL = values();

  private final String label;

  Counter() {
    String[] words = name().toLowerCase(Locale.ROOT).split("_");
    StringBuilder camel = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      camel.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    this.label = camel.toString();
  }

  /** Name in metrics and summaries, e.g. {@code deadLettered}. */
  public String label() {
    return label;
  }

  /** The counter of an ordinal, without the copy that {@code values()} makes. */
  public static Counter of(int ordinal) {
    return ALL[ordinal];
  }

  /** Number of counters. */
  public static int count() {
    return ALL.length;
  }
}
