package io.millrace.cli.workload;

/** What thresholds are held against. Times are in milliseconds, shares from 0 to 1. */
public interface Figures {
  /** Latency from when events should have left to when they were taken. */
  double latencyMillis(double percentile);

  /** From when events should have left to when they did. */
  double delayMillis(double percentile);

  /** Failed events among those that were asked for. */
  double errorShare();

  /** Achieved rate in relation to the intended one. */
  double achievedShare();

  /** Refusals for load in relation to the events that were asked for. */
  double throttledShare();
}
