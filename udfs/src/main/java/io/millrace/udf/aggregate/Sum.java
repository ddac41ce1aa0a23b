package io.millrace.udf.aggregate;

/** Sum of the values. */
final class Sum extends NamedAggregate {
  Sum() {
    super("sum");
  }

  @Override
  public Accumulator prepare() {
    return new Values();
  }

  private static final class Values extends SumAndCount {
    @Override
    public double finish(long asOf, long length) {
      return sum();
    }
  }
}
