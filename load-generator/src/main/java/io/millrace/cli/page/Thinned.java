package io.millrace.cli.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * The points of a series, no more of them than a screen can show. Of more, the lowest and the
 * highest of each stretch stay, so no peak is lost.
 */
final class Thinned {
  /** How many points a series has at most. */
  static final int MOST = 4_000;

  private static final MathContext DIGITS = new MathContext(6);

  private final double[] xs;
  private final double[] ys;
  private final int total;
  private final double[] sorted;
  private final double last;

  private Thinned(double[] xs, double[] ys, double[] all) {
    this.xs = xs;
    this.ys = ys;
    this.total = all.length;
    this.sorted = Arrays.stream(all).filter(Double::isFinite).sorted().toArray();
    this.last = all.length == 0 ? Double.NaN : all[all.length - 1];
  }

  static Thinned of(double[] xs, double[] ys) {
    if (xs.length <= MOST) {
      return new Thinned(xs.clone(), ys.clone(), ys);
    }
    int stretches = MOST / 2;
    double[] fewerX = new double[MOST];
    double[] fewerY = new double[MOST];
    int kept = 0;
    for (int stretch = 0; stretch < stretches; stretch++) {
      int from = (int) ((long) xs.length * stretch / stretches);
      int to = (int) ((long) xs.length * (stretch + 1) / stretches);
      int low = extreme(ys, from, to, -1);
      int high = extreme(ys, from, to, 1);
      int first = Math.min(low, high);
      int second = Math.max(low, high);
      fewerX[kept] = xs[first];
      fewerY[kept++] = ys[first];
      if (second != first) {
        fewerX[kept] = xs[second];
        fewerY[kept++] = ys[second];
      }
    }
    return new Thinned(Arrays.copyOf(fewerX, kept), Arrays.copyOf(fewerY, kept), ys);
  }

  /** Where the highest value stands, or with a sign of -1 the lowest; gaps only if all are. */
  private static int extreme(double[] ys, int from, int to, int sign) {
    int best = from;
    for (int i = from + 1; i < to; i++) {
      if (!Double.isFinite(ys[best]) || sign * ys[i] > sign * ys[best]) {
        best = i;
      }
    }
    return best;
  }

  /** A number in as few letters as show it. */
  static BigDecimal number(double value, boolean exact) {
    BigDecimal number = BigDecimal.valueOf(value);
    BigDecimal shorter = (exact ? number : number.round(DIGITS)).stripTrailingZeros();
    return shorter.scale() < 0 ? shorter.setScale(0) : shorter;
  }

  int size() {
    return xs.length;
  }

  double x(int i) {
    return xs[i];
  }

  double y(int i) {
    return ys[i];
  }

  /** How many points there were. */
  int total() {
    return total;
  }

  double lowest() {
    return sorted.length == 0 ? Double.NaN : sorted[0];
  }

  double median() {
    return sorted.length == 0 ? Double.NaN : sorted[(sorted.length - 1) / 2];
  }

  double highest() {
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length - 1];
  }

  double last() {
    return last;
  }
}
