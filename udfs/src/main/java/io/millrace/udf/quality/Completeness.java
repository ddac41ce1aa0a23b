package io.millrace.udf.quality;

/** Share of events that have a value, from 0 to 1. State: events with a value, events. */
public final class Completeness implements Analyzer {
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
    if (present) {
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
