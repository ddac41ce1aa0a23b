package io.millrace.cli.evaluate;

import io.millrace.cli.lake.LabelledRows;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Card precision at k: of the k entities (cards, customers) that a day's scores make most
 * suspicious, as many as can be looked into, the share that has a positive event that day. It was
 * defined by the <a
 * href="https://fraud-detection-handbook.github.io/fraud-detection-handbook/Chapter_4_PerformanceMetrics/TopKBased.html">Fraud
 * Detection Handbook</a>.
 *
 * <p>An entity has the highest of its scores of the day, and is positive when any of its events
 * that day is. Entities with equal scores are ranked by their identity, ascending: whole numbers by
 * value, text by its characters. An entity that was found, i.e. is positive and was among the first
 * k, is left out on later days. Rows without entity count nowhere.
 */
final class CardPrecision {
  private final int places;
  private final List<Day> days;

  private CardPrecision(int places, List<Day> days) {
    this.places = places;
    this.days = List.copyOf(days);
  }

  /**
   * @param scores one a row
   * @param places number of entities looked at each day, k
   */
  static CardPrecision of(LabelledRows rows, float[] scores, int places) {
    SortedMap<LocalDate, Map<Comparable<?>, Suspect>> suspects = new TreeMap<>();
    for (int i = 0; i < rows.rows(); i++) {
      if (rows.entity(i) != null) {
        suspects
            .computeIfAbsent(Protocol.day(rows.micros(i)), day -> new HashMap<>())
            .computeIfAbsent(rows.entity(i), Suspect::new)
            .add(scores[i], rows.isPositive(i));
      }
    }
    Set<Comparable<?>> found = new HashSet<>();
    List<Day> days = new ArrayList<>();
    suspects.forEach(
        (day, ofDay) -> {
          ofDay.keySet().removeAll(found);
          days.add(rank(day, new ArrayList<>(ofDay.values()), places, found));
        });
    return new CardPrecision(places, days);
  }

  /** Ranks the entities of a day, and adds those that were found to the others. */
  private static Day rank(
      LocalDate date, List<Suspect> suspects, int places, Set<Comparable<?>> found) {
    suspects.sort(Suspect.MOST_SUSPICIOUS_FIRST);
    Day day = new Day(date, suspects.size());
    for (int i = 0; i < suspects.size(); i++) {
      if (suspects.get(i).positive) {
        day.positives++;
        if (i < places) {
          day.found++;
          found.add(suspects.get(i).entity);
        }
      }
    }
    return day;
  }

  /** Number of entities looked at each day, k. */
  int places() {
    return places;
  }

  /** Every day that has rows, in order. */
  List<Day> days() {
    return days;
  }

  double precision(Day day) {
    return day.found / (double) places;
  }

  /** Mean of the days' precision; NaN without days. */
  double mean() {
    return days.stream().mapToDouble(this::precision).average().orElse(Double.NaN);
  }

  /** The day with the fewest entities to choose from; there must be at least one day. */
  Day smallestDay() {
    return days.stream().min(Comparator.comparingInt(Day::entities)).orElseThrow();
  }

  /** What was found on a day. */
  static final class Day {
    private final LocalDate date;
    private final int entities;
    private int positives;
    private int found;

    private Day(LocalDate date, int entities) {
      this.date = date;
      this.entities = entities;
    }

    LocalDate date() {
      return date;
    }

    /** Number of entities to choose from: those of the day, less those found on earlier days. */
    int entities() {
      return entities;
    }

    /** Number of positive entities among them. */
    int positives() {
      return positives;
    }

    /** Number of positive entities among the first k. */
    int found() {
      return found;
    }
  }

  /** An entity on one day. */
  private static final class Suspect {
    static final Comparator<Suspect> MOST_SUSPICIOUS_FIRST =
        Comparator.comparingDouble((Suspect suspect) -> suspect.score)
            .reversed()
            .thenComparing(Suspect::compareEntities);

    private final Comparable<?> entity;
    private float score = Float.NEGATIVE_INFINITY;
    private boolean positive;

    Suspect(Comparable<?> entity) {
      this.entity = entity;
    }

    void add(float newScore, boolean isPositive) {
      score = Math.max(score, newScore);
      positive |= isPositive;
    }

    /** Entities of one column are of one class. */
    @SuppressWarnings("unchecked")
    private static int compareEntities(Suspect a, Suspect b) {
      return ((Comparable<Object>) a.entity).compareTo(b.entity);
    }
  }
}
