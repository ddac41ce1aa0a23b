package io.millrace.job.lineage;

import io.millrace.job.event.Counter;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;

/** What a run has counted up to one moment. Immutable. */
public final class RunTotals implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Prefix of the accumulators' names, e.g. {@code millrace.read}. */
  static final String ACCUMULATOR_PREFIX = "millrace.";

  /** The accumulator of what is told beside counts. */
  static final String DETAILS = ACCUMULATOR_PREFIX + "details";

  private final long[] totals;
  private final RunDetails details;

  private RunTotals(long[] totals, RunDetails details) {
    this.totals = totals;
    this.details = details;
  }

  /** Totals in the order of {@link Counter}; both copied. */
  static RunTotals of(long[] totals, RunDetails details) {
    return new RunTotals(totals.clone(), details.copy());
  }

  /** Nothing counted. */
  public static RunTotals none() {
    return new RunTotals(new long[Counter.count()], new RunDetails());
  }

  /**
   * The totals of a job that ended.
   *
   * @param accumulators results by name, as Flink's {@code JobExecutionResult} has them; 0 is taken
   *     for a counter that is missing
   */
  public static RunTotals ofAccumulators(Map<String, ?> accumulators) {
    long[] totals = new long[Counter.count()];
    for (Counter counter : Counter.values()) {
      Object total = accumulators.get(accumulator(counter));
      totals[counter.ordinal()] = total == null ? 0 : ((Number) total).longValue();
    }
    Object details = accumulators.get(DETAILS);
    return new RunTotals(
        totals, details instanceof RunDetails ? (RunDetails) details : new RunDetails());
  }

  /** Name of the accumulator of a counter. */
  public static String accumulator(Counter counter) {
    return ACCUMULATOR_PREFIX + counter.label();
  }

  public long get(Counter counter) {
    return totals[counter.ordinal()];
  }

  /** Positions and verdicts. */
  RunDetails details() {
    return details;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunTotals
        && Arrays.equals(totals, ((RunTotals) other).totals)
        && details.equals(((RunTotals) other).details);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(totals);
  }
}
