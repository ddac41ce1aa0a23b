package io.millrace.udf.aggregate;

/** Arithmetic mean of the values. */
final class Mean extends NamedAggregate {
  Mean() {
    super("mean");
  }

  @Override
  public Accumulator prepare() {
    return new Values();
  }

  private static final class Values extends SumAndCount {
    @Override
    public double finish(long asOf, long length) {
      return sum() / count();
    }
  }
}
