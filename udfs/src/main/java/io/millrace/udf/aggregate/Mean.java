package io.millrace.udf.aggregate;

/** Arithmetic mean of the values. */
final class Mean implements WindowAggregate {
  private final Sum sum = new Sum();

  @Override
  public String name() {
    return "mean";
  }

  @Override
  public boolean isCount() {
    return false;
  }

  @Override
  public int width() {
    return sum.width();
  }

  @Override
  public void prepare(double[] accumulator, int at) {
    sum.prepare(accumulator, at);
  }

  @Override
  public void update(double[] accumulator, int at, double value) {
    sum.update(accumulator, at, value);
  }

  @Override
  public void merge(double[] into, int at, double[] from, int fromAt) {
    sum.merge(into, at, from, fromAt);
  }

  @Override
  public boolean isEmpty(double[] accumulator, int at) {
    return sum.isEmpty(accumulator, at);
  }

  @Override
  public double finish(double[] accumulator, int at) {
    return sum.finish(accumulator, at) / Sum.count(accumulator, at);
  }
}
