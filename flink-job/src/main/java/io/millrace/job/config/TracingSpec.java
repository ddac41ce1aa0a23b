package io.millrace.job.config;

/**
 * Which events are traced: those whose producer says so in a field, and a share of the others.
 * Immutable.
 */
public final class TracingSpec {
  private final int fieldColumn;
  private final double sample;

  TracingSpec(int fieldColumn, double sample) {
    this.fieldColumn = fieldColumn;
    this.sample = sample;
  }

  /**
   * Position of the field in which a producer names its trace, as W3C's traceparent or AWS's
   * X-Amzn-Trace-Id has it; -1 when there is none.
   */
  public int fieldColumn() {
    return fieldColumn;
  }

  /** Share of the events that are traced where no producer decides, from 0 to 1. */
  public double sample() {
    return sample;
  }
}
