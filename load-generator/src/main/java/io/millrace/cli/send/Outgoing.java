package io.millrace.cli.send;

import io.millrace.job.event.Counter;

/** One record on its way to a target. */
public final class Outgoing {
  private final byte[] payload;
  private final String key;
  private final String id;
  private final Counter expected;
  private final long intendedNanos;
  private final boolean measured;

  /**
   * @param key entity whose records keep their order
   * @param id identity of the event; null where it is not known
   * @param expected what a run must make of it; null where it is not known
   * @param intendedNanos when it should leave, by the {@link SendClock}
   * @param measured whether the warm-up was over by then
   */
  public Outgoing(
      byte[] payload,
      String key,
      String id,
      Counter expected,
      long intendedNanos,
      boolean measured) {
    this.payload = payload;
    this.key = key;
    this.id = id;
    this.expected = expected;
    this.intendedNanos = intendedNanos;
    this.measured = measured;
  }

  byte[] payload() {
    return payload;
  }

  String key() {
    return key;
  }

  public String id() {
    return id;
  }

  Counter expected() {
    return expected;
  }

  long intendedNanos() {
    return intendedNanos;
  }

  boolean isMeasured() {
    return measured;
  }
}
