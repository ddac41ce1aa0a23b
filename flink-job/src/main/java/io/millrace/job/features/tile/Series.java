package io.millrace.job.features.tile;

import io.millrace.udf.aggregate.Accumulator;
import io.millrace.udf.aggregate.WindowAggregate;
import java.util.Objects;

/** One aggregate over one input: what inner nodes keep a summary of, for each of their children. */
public final class Series {
  private final WindowAggregate aggregate;
  private final int input;

  /**
   * A series.
   *
   * @param input index among the inputs of a contribution, or -1 for one that is 1 in every event
   */
  public Series(WindowAggregate aggregate, int input) {
    this.aggregate = aggregate;
    this.input = input;
  }

  public WindowAggregate aggregate() {
    return aggregate;
  }

  /** Index among the inputs of a contribution, or -1. */
  public int input() {
    return input;
  }

  Accumulator prepare() {
    return aggregate.prepare();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Series
        && aggregate.equals(((Series) other).aggregate)
        && input == ((Series) other).input;
  }

  @Override
  public int hashCode() {
    return Objects.hash(aggregate, input);
  }
}
