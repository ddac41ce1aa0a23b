package io.millrace.job.event;

/** What a stage counted since its last {@code StageCount} of the same counter. A Flink POJO. */
public class StageCount {
  /** Ordinal of the {@link Counter}. */
  public int counter;

  public long delta;

  public StageCount() {}

  public StageCount(Counter counter, long delta) {
    this.counter = counter.ordinal();
    this.delta = delta;
  }

  @Override
  public String toString() {
    return Counter.of(counter).label() + " +" + delta;
  }
}
