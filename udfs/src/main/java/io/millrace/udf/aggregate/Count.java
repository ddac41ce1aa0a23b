package io.millrace.udf.aggregate;

/** Number of values. */
final class Count extends NamedAggregate {
  Count() {
    super("count");
  }

  @Override
  public boolean isCount() {
    return true;
  }

  @Override
  public Accumulator prepare() {
    return new Values();
  }

  private static final class Values extends ValueCount {
    @Override
    public boolean isEmpty() {
      return count() == 0;
    }

    @Override
    public double finish(long asOf, long length) {
      return count();
    }
  }
}
