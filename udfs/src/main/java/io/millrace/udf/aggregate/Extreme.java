package io.millrace.udf.aggregate;

/** Smallest or largest value, where -0.0 is smaller than 0.0. */
final class Extreme extends NamedAggregate {
  private final boolean largest;

  private Extreme(String name, boolean largest) {
    super(name);
    this.largest = largest;
  }

  static Extreme smallest() {
    return new Extreme("min", false);
  }

  static Extreme largest() {
    return new Extreme("max", true);
  }

  @Override
  public Accumulator prepare() {
    return largest ? new Largest() : new Smallest();
  }

  private static final class Smallest extends SingleValue {
    @Override
    public void update(long time, double value) {
      if (!Double.isNaN(value)) {
        this.value = isEmpty() ? value : Math.min(this.value, value);
      }
    }

    @Override
    public void update(long[] times, double[] values, int from, int to) {
      double smallest = Double.POSITIVE_INFINITY;
      boolean any = false;
      for (int i = from; i < to; i++) {
        double value = values[i];
        if (!Double.isNaN(value)) {
          smallest = Math.min(smallest, value);
          any = true;
        }
      }
      if (any) {
        update(0, smallest);
      }
    }
  }

  private static final class Largest extends SingleValue {
    @Override
    public void update(long time, double value) {
      if (!Double.isNaN(value)) {
        this.value = isEmpty() ? value : Math.max(this.value, value);
      }
    }

    @Override
    public void update(long[] times, double[] values, int from, int to) {
      double largest = Double.NEGATIVE_INFINITY;
      boolean any = false;
      for (int i = from; i < to; i++) {
        double value = values[i];
        if (!Double.isNaN(value)) {
          largest = Math.max(largest, value);
          any = true;
        }
      }
      if (any) {
        update(0, largest);
      }
    }
  }
}
