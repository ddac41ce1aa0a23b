package io.millrace.cli.send;

/** What workers did with their time, as shares of it. Immutable. */
final class WorkerTimes {
  private final double slept;
  private final double blocked;

  /**
   * @param slept share in which nothing was due
   * @param blocked share in which the target held them back
   */
  WorkerTimes(double slept, double blocked) {
    this.slept = slept;
    this.blocked = blocked;
  }

  double slept() {
    return slept;
  }

  double blocked() {
    return blocked;
  }

  /** Share in which they made events. */
  double busy() {
    return Math.max(0, 1 - slept - blocked);
  }
}
