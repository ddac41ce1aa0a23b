package io.millrace.cli.bench;

/** What an event took: time that passed, and time of the processor. */
final class Timing {
  private final double nanos;
  private final double cpuNanos;

  Timing(double nanos, double cpuNanos) {
    this.nanos = nanos;
    this.cpuNanos = cpuNanos;
  }

  /** Nanoseconds that passed. */
  double nanos() {
    return nanos;
  }

  /**
   * Nanoseconds in which the thread of the stages that are measured had a processor. What state
   * backend and collector do in threads of their own is not in it.
   */
  double cpuNanos() {
    return cpuNanos;
  }
}
