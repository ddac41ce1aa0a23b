package io.millrace.udf.aggregate;

/** Value of the earliest or the latest event. */
final class Outermost extends NamedAggregate {
  private final boolean latest;

  private Outermost(String name, boolean latest) {
    super(name);
    this.latest = latest;
  }

  static Outermost first() {
    return new Outermost("first", false);
  }

  static Outermost last() {
    return new Outermost("last", true);
  }

  @Override
  public Accumulator prepare() {
    return latest ? new Last() : new First();
  }

  private static final class First extends SingleValue {
    @Override
    public void update(long time, double value) {
      if (isEmpty()) {
        this.value = value;
      }
    }

    @Override
    public void update(long[] times, double[] values, int from, int to) {
      for (int i = from; i < to && isEmpty(); i++) {
        value = values[i];
      }
    }
  }

  private static final class Last extends SingleValue {
    @Override
    public void update(long time, double value) {
      if (!Double.isNaN(value)) {
        this.value = value;
      }
    }

    @Override
    public void update(long[] times, double[] values, int from, int to) {
      for (int i = to - 1; i >= from; i--) {
        if (!Double.isNaN(values[i])) {
          value = values[i];
          return;
        }
      }
    }
  }
}
