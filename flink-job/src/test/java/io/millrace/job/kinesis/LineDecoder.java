package io.millrace.job.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Decoded;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RecordDecoder;

/** Events as text, {@code id@milliseconds}, which may lie an hour ahead of {@link #START}. */
final class LineDecoder implements RecordDecoder {
  private static final long serialVersionUID = 1L;

  /** When the events of a test begin. */
  static final long START = 1_700_000_000_000L;

  /** An event whose decoding takes a while, so that its shard lags behind the others. */
  static final String SLOW = "slow";

  private static final long SLOW_MILLIS = 1500;
  private static final long LATEST = START + 3_600_000;

  /** An event this long after the start. */
  static String event(String id, long millis) {
    return id + "@" + (START + millis);
  }

  /** An event of a device whose clock is years ahead. */
  static String ahead(String id) {
    return event(id, 200_000_000_000L);
  }

  @Override
  public Decoded decode(byte[] payload, Origin origin) {
    String[] parts = new String(payload, UTF_8).split("@", 2);
    if (parts.length != 2) {
      return Decoded.failure(DeadLetterReason.MALFORMED, "there is no @");
    }
    long time = Long.parseLong(parts[1]);
    if (time > LATEST) {
      return Decoded.failure(DeadLetterReason.TIME_AHEAD, "more than an hour ahead");
    }
    if (parts[0].equals(SLOW)) {
      pause();
    }
    Event event = new Event(payload, origin, 1);
    event.setId(parts[0]);
    event.setTimeMillis(time);
    return Decoded.event(event);
  }

  @Override
  public LineDecoder duplicate() {
    return this;
  }

  private static void pause() {
    try {
      Thread.sleep(SLOW_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
