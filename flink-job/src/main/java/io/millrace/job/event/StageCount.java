package io.millrace.job.event;

/**
 * What a stage counted since its last {@code StageCount} of the same counter; or where in a shard
 * it has read, or how a rule was answered. A Flink POJO.
 */
public class StageCount {
  /** Ordinal of the {@link Counter}. */
  public int counter;

  public long delta;

  /** Of what: null for a count; else what the other texts describe. */
  public Kind kind;

  /** A shard or file; or a rule as written. */
  public String of;

  /** Sequence of the first record read since the last; or the metric that the rule reads. */
  public String first;

  /** Sequence of the last record read. */
  public String last;

  public StageCount() {}

  public StageCount(Counter counter, long delta) {
    this.counter = counter.ordinal();
    this.delta = delta;
  }

  private StageCount(Kind kind, String of, String first, String last, long delta) {
    this.kind = kind;
    this.of = of;
    this.first = first;
    this.last = last;
    this.delta = delta;
  }

  /** So many records of a shard or file were read, from the first to the last. */
  public static StageCount position(String shard, String first, String last, long records) {
    return new StageCount(Kind.POSITION, shard, first, last, records);
  }

  /**
   * A rule was answered for one window.
   *
   * @param metric that it reads
   */
  public static StageCount verdict(String rule, String metric, boolean held) {
    return new StageCount(held ? Kind.HELD : Kind.BROKEN, rule, metric, "", 1);
  }

  @Override
  public String toString() {
    return (kind == null ? Counter.of(counter).label() : kind + " " + of) + " +" + delta;
  }

  /** What is told beside counts. */
  public enum Kind {
    POSITION,
    HELD,
    BROKEN
  }
}
