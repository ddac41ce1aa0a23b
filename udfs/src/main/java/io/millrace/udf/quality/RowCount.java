package io.millrace.udf.quality;

/** Number of events, whether or not they have a value. State: the count. */
public final class RowCount implements Analyzer {
  @Override
  public int width() {
    return 1;
  }

  @Override
  public void prepare(double[] state, int at) {
    state[at] = 0;
  }

  @Override
  public void update(double[] state, int at, boolean present, double value) {
    state[at]++;
  }

  @Override
  public void merge(double[] into, int at, double[] from, int fromAt) {
    into[at] += from[fromAt];
  }

  @Override
  public double finish(double[] state, int at) {
    return state[at];
  }
}
