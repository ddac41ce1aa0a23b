package io.millrace.udf.aggregate;

/** Number of values. Exact up to 2^53. */
final class Count implements WindowAggregate {
  @Override
  public String name() {
    return "count";
  }

  @Override
  public boolean isCount() {
    return true;
  }

  @Override
  public int width() {
    return 1;
  }

  @Override
  public void prepare(double[] accumulator, int at) {
    accumulator[at] = 0;
  }

  @Override
  public void update(double[] accumulator, int at, double value) {
    accumulator[at]++;
  }

  @Override
  public void merge(double[] into, int at, double[] from, int fromAt) {
    into[at] += from[fromAt];
  }

  @Override
  public boolean isEmpty(double[] accumulator, int at) {
    return accumulator[at] == 0;
  }

  @Override
  public double finish(double[] accumulator, int at) {
    return accumulator[at];
  }
}
