package io.millrace.udf.aggregate;

/** Sum of the values. */
final class Sum implements WindowAggregate {
  private static final int COUNT = CompensatedSum.WIDTH;

  @Override
  public String name() {
    return "sum";
  }

  @Override
  public boolean isCount() {
    return false;
  }

  @Override
  public int width() {
    return CompensatedSum.WIDTH + 1;
  }

  @Override
  public void prepare(double[] accumulator, int at) {
    CompensatedSum.prepare(accumulator, at);
    accumulator[at + COUNT] = 0;
  }

  @Override
  public void update(double[] accumulator, int at, double value) {
    CompensatedSum.add(accumulator, at, value);
    accumulator[at + COUNT]++;
  }

  @Override
  public void merge(double[] into, int at, double[] from, int fromAt) {
    CompensatedSum.merge(into, at, from, fromAt);
    into[at + COUNT] += from[fromAt + COUNT];
  }

  @Override
  public boolean isEmpty(double[] accumulator, int at) {
    return accumulator[at + COUNT] == 0;
  }

  @Override
  public double finish(double[] accumulator, int at) {
    return CompensatedSum.value(accumulator, at);
  }

  /** Values added to the slice; shared with the mean, which is a sum divided by its count. */
  static double count(double[] accumulator, int at) {
    return accumulator[at + COUNT];
  }
}
