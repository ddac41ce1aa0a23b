package io.millrace.cli.evaluate;

import io.millrace.cli.lake.LabelledRows;
import java.util.HashMap;
import java.util.Map;

/**
 * Entities, e.g. customers, that a positive event has given away. Whoever acts on scores has dealt
 * with them (a card is blocked), so they are no part of a test once the label is known.
 */
final class KnownPositives {
  private final Map<Comparable<?>, Long> firstPositive = new HashMap<>();

  private KnownPositives() {}

  /** What the positives among these rows give away. */
  static KnownPositives of(LabelledRows rows) {
    KnownPositives known = new KnownPositives();
    for (int i = 0; i < rows.rows(); i++) {
      if (rows.isPositive(i) && rows.entity(i) != null) {
        known.firstPositive.merge(rows.entity(i), rows.micros(i), Math::min);
      }
    }
    return known;
  }

  /**
   * @param entity may be null, which is never known
   * @param micros event time before which labels are known
   */
  boolean isKnown(Comparable<?> entity, long micros) {
    Long first = firstPositive.get(entity);
    return first != null && first < micros;
  }
}
