package io.millrace.cli.send;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Lets some events name the trace that a producer would have begun for them: as first field of a
 * JSON object, {@value #FIELD} in W3C's form, to be recorded. The trace's id begins with the second
 * it was made in, as X-Ray asks for. For one thread.
 */
final class TraceHeaders {
  static final String FIELD = "traceparent";

  private static final int MILLIS = 1_000;

  private final double share;
  private final Random random;

  /**
   * Headers for a share of the events.
   *
   * @param share from 0 to 1
   */
  TraceHeaders(double share, long seed) {
    this.share = share;
    this.random = new Random(seed);
  }

  /** The event, with a header when it is drawn; what is no JSON object stays as it is. */
  byte[] on(byte[] payload, long timeMillis) {
    boolean isDrawn = share > 0 && random.nextDouble() < share;
    if (!isDrawn || payload.length < 2 || payload[0] != '{' || payload[1] == '}') {
      return payload;
    }
    String header =
        String.format(
            "{\"%s\":\"00-%08x%08x%016x-%016x-01\",",
            FIELD,
            (int) (timeMillis / MILLIS),
            random.nextInt(),
            random.nextLong(),
            1 + (random.nextLong() >>> 1));
    byte[] head = header.getBytes(StandardCharsets.US_ASCII);
    byte[] traced = new byte[head.length + payload.length - 1];
    System.arraycopy(head, 0, traced, 0, head.length);
    System.arraycopy(payload, 1, traced, head.length, payload.length - 1);
    return traced;
  }
}
