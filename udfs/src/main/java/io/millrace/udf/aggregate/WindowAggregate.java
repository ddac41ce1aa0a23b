package io.millrace.udf.aggregate;

import java.util.Map;

/**
 * An aggregate over a window of values, as an algebra: {@code prepare} an empty {@link
 * Accumulator}, {@code update} it with values, {@code merge} two of them, {@code finish} to the
 * result. Immutable; equal when they always give the same results.
 */
public interface WindowAggregate {
  /** Name in the pipeline file, e.g. {@code mean}. */
  String name();

  /** What {@link AggregateType#create} made it of. */
  default Map<String, Double> arguments() {
    return Map.of();
  }

  /** Whether the result is a count, an integer by nature; else it is a real number. */
  boolean isCount();

  /** Whether the event that asks is left out of its own window. */
  default boolean excludesCurrent() {
    return false;
  }

  /** An empty accumulator. */
  Accumulator prepare();
}
