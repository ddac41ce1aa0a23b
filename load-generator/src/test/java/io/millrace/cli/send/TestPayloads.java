package io.millrace.cli.send;

import io.millrace.job.event.Counter;
import java.nio.charset.StandardCharsets;

/** Events of a few bytes, numbered, of a few entities. */
final class TestPayloads implements Payloads {
  private final String prefix;
  private int made;

  TestPayloads(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public Outgoing next(long timeMillis, long intendedNanos, boolean measured) {
    String id = prefix + made;
    String key = "key" + made++ % 7;
    return new Outgoing(
        id.getBytes(StandardCharsets.UTF_8), key, id, Counter.WRITTEN, intendedNanos, measured);
  }
}
