package io.millrace.udf.aggregate;

/** Smallest or largest value. */
final class Extreme implements WindowAggregate {
  private static final int COUNT = 1;

  private final String name;
  private final int sign;

  /**
   * An aggregate that keeps one end of the values.
   *
   * @param sign 1 for the largest value, -1 for the smallest
   */
  Extreme(String name, int sign) {
    this.name = name;
    this.sign = sign;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isCount() {
    return false;
  }

  @Override
  public int width() {
    return 2;
  }

  @Override
  public void prepare(double[] accumulator, int at) {
    accumulator[at] = 0;
    accumulator[at + COUNT] = 0;
  }

  @Override
  public void update(double[] accumulator, int at, double value) {
    keep(accumulator, at, value);
    accumulator[at + COUNT]++;
  }

  @Override
  public void merge(double[] into, int at, double[] from, int fromAt) {
    if (!isEmpty(from, fromAt)) {
      keep(into, at, from[fromAt]);
      into[at + COUNT] += from[fromAt + COUNT];
    }
  }

  private void keep(double[] accumulator, int at, double value) {
    if (isEmpty(accumulator, at) || sign * Double.compare(value, accumulator[at]) > 0) {
      accumulator[at] = value;
    }
  }

  @Override
  public boolean isEmpty(double[] accumulator, int at) {
    return accumulator[at + COUNT] == 0;
  }

  @Override
  public double finish(double[] accumulator, int at) {
    return accumulator[at];
  }
}
