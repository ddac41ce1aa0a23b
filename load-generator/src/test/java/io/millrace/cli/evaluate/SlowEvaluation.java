package io.millrace.cli.evaluate;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The protocol of an evaluation as its definitions read, pair by pair and row by row. */
final class SlowEvaluation {
  private SlowEvaluation() {}

  /** An event of the lake, with its two features. */
  record Row(String id, Instant at, Integer customer, Double doubled, long count, Integer fraud) {
    LocalDate day() {
      return at.atZone(ZoneOffset.UTC).toLocalDate();
    }
  }

  record Scored(Row row, float score) {}

  /** A row stays unless a positive of its customer happened the delay before its day began. */
  static List<Row> left(List<Row> all, List<Row> tested, Duration delay) {
    List<Row> positives =
        all.stream().filter(row -> Integer.valueOf(1).equals(row.fraud())).toList();
    List<Row> left = new ArrayList<>();
    for (Row row : tested) {
      Instant begin = row.day().atStartOfDay().toInstant(ZoneOffset.UTC);
      boolean known = false;
      for (Row positive : positives) {
        known |=
            row.customer() != null
                && row.customer().equals(positive.customer())
                && positive.at().plus(delay).isBefore(begin);
      }
      if (!known) {
        left.add(row);
      }
    }
    return left;
  }

  /** Every pair of a positive and a negative. */
  static double auc(List<Scored> scored) {
    double ordered = 0;
    double pairs = 0;
    for (Scored positive : scored) {
      for (Scored negative : scored) {
        if (positive.row().fraud() == 1 && negative.row().fraud() == 0) {
          pairs++;
          ordered +=
              positive.score() > negative.score()
                  ? 1
                  : positive.score() == negative.score() ? 0.5 : 0;
        }
      }
    }
    return ordered / pairs;
  }

  /** Sum over the thresholds of (recall - recall before) x precision. */
  static double averagePrecision(List<Scored> scored) {
    double positives = scored.stream().filter(s -> s.row().fraud() == 1).count();
    double sum = 0;
    double recallBefore = 0;
    for (float threshold :
        new TreeSet<>(scored.stream().map(Scored::score).toList()).descendingSet()) {
      List<Scored> above = scored.stream().filter(s -> s.score() >= threshold).toList();
      double hits = above.stream().filter(s -> s.row().fraud() == 1).count();
      sum += (hits / positives - recallBefore) * (hits / above.size());
      recallBefore = hits / positives;
    }
    return sum;
  }

  /** Day by day, the customers picked from the top of all rows of the day. */
  static double cardPrecision(List<Scored> scored, int top) {
    Set<Integer> found = new HashSet<>();
    double sum = 0;
    Set<LocalDate> days = new TreeSet<>(scored.stream().map(s -> s.row().day()).toList());
    for (LocalDate day : days) {
      List<Integer> picked = new ArrayList<>();
      scored.stream()
          .filter(s -> s.row().day().equals(day) && s.row().customer() != null)
          .filter(s -> !found.contains(s.row().customer()))
          .sorted(
              (a, b) ->
                  a.score() == b.score()
                      ? a.row().customer() - b.row().customer()
                      : a.score() > b.score() ? -1 : 1)
          .forEach(
              s -> {
                if (picked.size() < top && !picked.contains(s.row().customer())) {
                  picked.add(s.row().customer());
                }
              });
      for (Scored s : scored) {
        if (s.row().day().equals(day)
            && s.row().fraud() == 1
            && picked.remove(s.row().customer())) {
          found.add(s.row().customer());
          sum += 1.0 / top;
        }
      }
    }
    return sum / days.size();
  }
}
