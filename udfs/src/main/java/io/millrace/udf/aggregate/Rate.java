package io.millrace.udf.aggregate;

import java.util.Map;

/**
 * Values per unit of time over the length of the window. Where nothing happened the rate is known,
 * it is 0; so it is never empty.
 */
final class Rate extends NamedAggregate {
  private final double per;

  /**
   * @param per unit of time, milliseconds
   */
  Rate(double per) {
    super("rate", Map.of("per", per));
    this.per = per;
  }

  @Override
  public Accumulator prepare() {
    return new Values(per);
  }

  private static final class Values extends ValueCount {
    private final double per;

    Values(double per) {
      this.per = per;
    }

    @Override
    public boolean isEmpty() {
      return false;
    }

    @Override
    public double finish(long asOf, long length) {
      return count() * per / length;
    }

    @Override
    public int heapBytes() {
      return 32;
    }
  }
}
