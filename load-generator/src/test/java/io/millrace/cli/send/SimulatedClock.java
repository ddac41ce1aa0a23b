package io.millrace.cli.send;

/** A clock that stands still until somebody sleeps or works. */
final class SimulatedClock implements SendClock {
  private long nanos;

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long epochMillis() {
    return 1_700_000_000_000L + nanos / 1_000_000;
  }

  @Override
  public void sleepUntil(long moment) {
    nanos = Math.max(nanos, moment);
  }

  /** Lets work take its time. */
  void pass(long duration) {
    nanos += duration;
  }
}
