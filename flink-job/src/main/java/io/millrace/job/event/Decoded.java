package io.millrace.job.event;

import java.util.Objects;

/** Outcome of decoding a record: an event, or the reason why there is none. */
public final class Decoded {
  private final Event event;
  private final DeadLetterReason reason;
  private final String message;

  private Decoded(Event event, DeadLetterReason reason, String message) {
    this.event = event;
    this.reason = reason;
    this.message = message;
  }

  public static Decoded event(Event event) {
    return new Decoded(Objects.requireNonNull(event), null, null);
  }

  /**
   * An outcome without an event.
   *
   * @param message what was wrong; names fields and positions, never values
   */
  public static Decoded failure(DeadLetterReason reason, String message) {
    return new Decoded(null, Objects.requireNonNull(reason), Objects.requireNonNull(message));
  }

  public boolean isEvent() {
    return event != null;
  }

  /** The event; null on failure. */
  public Event event() {
    return event;
  }

  /** Why there is no event; null on success. */
  public DeadLetterReason reason() {
    return reason;
  }

  public String message() {
    return message;
  }
}
