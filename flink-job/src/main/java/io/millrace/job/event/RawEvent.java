package io.millrace.job.event;

import java.util.Objects;

/** A record as a source read it: its bytes, its origin, and the outcome of decoding it. */
public final class RawEvent {
  private final byte[] payload;
  private final Origin origin;
  private final Decoded decoded;

  private RawEvent(byte[] payload, Origin origin, Decoded decoded) {
    this.payload = Objects.requireNonNull(payload);
    this.origin = Objects.requireNonNull(origin);
    this.decoded = Objects.requireNonNull(decoded);
  }

  /** Decodes the record and keeps the outcome. */
  public static RawEvent of(byte[] payload, Origin origin, RecordDecoder decoder) {
    return new RawEvent(payload, origin, decoder.decode(payload, origin));
  }

  /** A record that the source itself knows to be unreadable. */
  public static RawEvent unreadable(
      byte[] payload, Origin origin, DeadLetterReason reason, String message) {
    return new RawEvent(payload, origin, Decoded.failure(reason, message));
  }

  public byte[] payload() {
    return payload;
  }

  public Origin origin() {
    return origin;
  }

  public Decoded decoded() {
    return decoded;
  }
}
