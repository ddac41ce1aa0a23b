package io.millrace.udf.quality;

/**
 * Share of events whose value is not 0, from 0 to 1: with the verdict of a row rule (1 kept, 0
 * broken) as the value, the share of events that keep it. State: events that keep it, events.
 */
public final class Share implements Analyzer {
  @Override
  public int width() {
    return 2;
  }

  @Override
  public void prepare(double[] state, int at) {
    state[at] = 0;
    state[at + 1] = 0;
  }

  @Override
  public void update(double[] state, int at, boolean present, double value) {
    if (value != 0) {
      state[at]++;
    }
    state[at + 1]++;
  }

  @Override
  public void merge(double[] into, int at, double[] from, int fromAt) {
    into[at] += from[fromAt];
    into[at + 1] += from[fromAt + 1];
  }

  @Override
  public double finish(double[] state, int at) {
    return state[at + 1] == 0 ? Double.NaN : state[at] / state[at + 1];
  }
}
