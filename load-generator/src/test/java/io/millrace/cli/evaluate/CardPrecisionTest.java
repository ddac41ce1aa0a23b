package io.millrace.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.cli.lake.LabelledRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CardPrecisionTest {
  private static final long DAY = Duration.ofDays(1).toMillis() * 1_000;

  private final LabelledRows rows = new LabelledRows(1);
  private final List<Float> scores = new ArrayList<>();

  private void row(int day, Comparable<?> entity, double score, int label) {
    rows.add(new float[1], label == 1, day * DAY + rows.rows(), entity);
    scores.add((float) score);
  }

  private CardPrecision at(int places) {
    float[] array = new float[scores.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = scores.get(i);
    }
    return CardPrecision.of(rows, array, places);
  }

  @Test
  void takesTheHighestScoreOfACardAndAnyOfItsLabels() {
    row(0, 1L, 0.9, 0);
    row(0, 1L, 0.1, 1);
    row(0, 2L, 0.8, 0);
    row(0, 3L, 0.7, 1);
    CardPrecision precision = at(2);
    assertThat(precision.mean()).isEqualTo(0.5);
    assertThat(precision.days().get(0).entities()).isEqualTo(3);
    assertThat(precision.days().get(0).positives()).isEqualTo(2);
    assertThat(precision.days().get(0).found()).isEqualTo(1);
  }

  @Test
  void leavesOutOnLaterDaysWhoWasFound() {
    row(0, 1L, 0.9, 1);
    row(0, 2L, 0.1, 1);
    row(0, 3L, 0.8, 0);
    row(1, 1L, 0.9, 1);
    row(1, 2L, 0.5, 1);
    row(1, 3L, 0.4, 1);
    row(2, 2L, 0.9, 1);
    row(2, 3L, 0.8, 1);
    // Day 0 finds 1; day 1, without 1, finds 2; day 2, without 1 and 2, finds 3.
    CardPrecision precision = at(1);
    assertThat(precision.days()).extracting(CardPrecision.Day::entities).containsExactly(3, 2, 1);
    assertThat(precision.days()).extracting(CardPrecision.Day::positives).containsExactly(2, 2, 1);
    assertThat(precision.days()).extracting(CardPrecision.Day::found).containsExactly(1, 1, 1);
    assertThat(precision.mean()).isEqualTo(1);
    assertThat(precision.smallestDay().entities()).isEqualTo(1);
  }

  @Test
  void keepsWhoWasAmongTheFirstAndNotPositive() {
    row(0, 1L, 0.9, 0);
    row(0, 2L, 0.8, 0);
    row(1, 1L, 0.9, 1);
    row(1, 2L, 0.8, 0);
    assertThat(at(1).mean()).isEqualTo(0.5);
  }

  @Test
  void ranksEqualScoresByIdentityWhateverTheirLabel() {
    row(0, 10L, 0.5, 0);
    row(0, 9L, 0.5, 0);
    row(0, 2L, 0.5, 1);
    assertThat(at(1).mean()).isEqualTo(1); // 2
    assertThat(at(2).mean()).isEqualTo(0.5); // 2, 9
  }

  @Test
  void ranksTextAsText() {
    row(0, "b", 0.5, 0);
    row(0, "a10", 0.5, 1);
    row(0, "a9", 0.5, 0);
    assertThat(at(1).mean()).isEqualTo(1);
  }

  @Test
  void countsRowsWithoutCardNowhere() {
    row(0, null, 0.9, 1);
    row(0, 1L, 0.1, 0);
    assertThat(at(1).days().get(0).entities()).isEqualTo(1);
    assertThat(at(1).mean()).isZero();
  }

  @Test
  void takesTheMeanOverTheDaysThatHaveRows() {
    row(0, 1L, 0.9, 1);
    row(5, 2L, 0.9, 0);
    assertThat(at(1).days()).extracting(d -> d.date().toEpochDay()).containsExactly(0L, 5L);
    assertThat(at(1).mean()).isEqualTo(0.5);
  }

  @Test
  void agreesWithPickingTheWorstCardAgainAndAgain() {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      CardPrecisionTest data = new CardPrecisionTest();
      int count = 50 + random.nextInt(200);
      for (int i = 0; i < count; i++) {
        data.row(
            random.nextInt(6),
            (long) random.nextInt(25),
            random.nextInt(8) / 8.0,
            random.nextInt(5) == 0 ? 1 : 0);
      }
      int places = 1 + random.nextInt(6);
      assertThat(data.at(places).mean())
          .as("seed %d", seed)
          .isCloseTo(data.slow(places), within(1e-12));
    }
  }

  /** The definition, word by word: for each day, pick the most suspicious card left, k times. */
  private double slow(int places) {
    Set<Comparable<?>> found = new HashSet<>();
    double sum = 0;
    int days = 0;
    for (int day = 0; day < 6; day++) {
      Set<Comparable<?>> picked = new HashSet<>();
      boolean any = false;
      int hits = 0;
      for (int place = 0; place < places; place++) {
        int worst = -1;
        for (int i = 0; i < rows.rows(); i++) {
          if (rows.micros(i) / DAY != day) {
            continue;
          }
          any = true;
          if (found.contains(rows.entity(i)) || picked.contains(rows.entity(i))) {
            continue;
          }
          if (worst < 0
              || scores.get(i) > scores.get(worst)
              || scores.get(i).equals(scores.get(worst))
                  && (Long) rows.entity(i) < (Long) rows.entity(worst)) {
            worst = i;
          }
        }
        if (worst >= 0) {
          picked.add(rows.entity(worst));
          hits += isPositive(day, rows.entity(worst)) ? 1 : 0;
        }
      }
      for (Comparable<?> entity : picked) {
        if (isPositive(day, entity)) {
          found.add(entity);
        }
      }
      days += any ? 1 : 0;
      sum += hits / (double) places;
    }
    return sum / days;
  }

  private boolean isPositive(int day, Comparable<?> entity) {
    for (int i = 0; i < rows.rows(); i++) {
      if (rows.micros(i) / DAY == day && rows.entity(i).equals(entity) && rows.isPositive(i)) {
        return true;
      }
    }
    return false;
  }
}
