package io.millrace.udf.quality;

/**
 * Arithmetic mean of the values, events without one left out. The sum carries the rounding error of
 * each addition beside it (Neumaier), so that the result does not depend on how the events were
 * split and merged. State: values, their sum, the error of the sum.
 */
public final class Mean implements Analyzer {
  private static final int SUM = 1;
  private static final int ERROR = 2;

  @Override
  public int width() {
    return 3;
  }

  @Override
  public void prepare(double[] state, int at) {
    state[at] = 0;
    state[at + SUM] = 0;
    state[at + ERROR] = 0;
  }

  @Override
  public void update(double[] state, int at, boolean present, double value) {
    if (present) {
      state[at]++;
      add(state, at, value);
    }
  }

  @Override
  public void merge(double[] into, int at, double[] from, int fromAt) {
    into[at] += from[fromAt];
    add(into, at, from[fromAt + SUM]);
    into[at + ERROR] += from[fromAt + ERROR];
  }

  @Override
  public double finish(double[] state, int at) {
    return state[at] == 0 ? Double.NaN : (state[at + SUM] + state[at + ERROR]) / state[at];
  }

  private static void add(double[] state, int at, double value) {
    double before = state[at + SUM];
    double after = before + value;
    // An infinite sum has no rounding error: the difference of infinities is not a number.
    if (Double.isFinite(after)) {
      state[at + ERROR] +=
          Math.abs(before) >= Math.abs(value) ? (before - after) + value : (value - after) + before;
    }
    state[at + SUM] = after;
  }
}
