package io.millrace.job.features.state;

import io.millrace.job.event.Event;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An event's identity as state keeps it: a number, or the UTF-8 bytes of a text. One object serves
 * event after event. All identities of a pipeline are of the same kind.
 */
public final class EventId {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ODD = 0x9E3779B97F4A7C15L;

  private byte[] text;
  private long number;

  /** Takes up the identity of an event together with its version: the two are one text. */
  public void set(Event event, int versionColumn) {
    // A version is digits only, so the last zero is where the identity ends.
    text = (event.id() + '\0' + event.getLong(versionColumn)).getBytes(StandardCharsets.UTF_8);
  }

  /** Takes up the identity of an event. */
  public void set(Event event) {
    if (event.hasNumericId()) {
      number = event.idNumber();
      text = null;
    } else {
      text = event.id().getBytes(StandardCharsets.UTF_8);
    }
  }

  public boolean isText() {
    return text != null;
  }

  /** The identity; only when it is no text. */
  public long number() {
    return number;
  }

  /** The identity's bytes; null when it is a number. Not to be changed. */
  public byte[] text() {
    return text;
  }

  /** A number that is the same for equal identities, and for others only by rare chance. */
  public long fingerprint() {
    return text == null ? number : fingerprint(text, 0, text.length);
  }

  /** Fingerprint of a text. State depends on it: for the same bytes it is always the same. */
  static long fingerprint(byte[] bytes, int from, int to) {
    long hash = to - from;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(bytes, at));
    }
    long rest = 0;
    for (; at < to; at++) {
      rest = rest << Byte.SIZE | bytes[at] & 0xff;
    }
    return mix(hash ^ rest);
  }

  /**
   * Spreads the bits of a number over all of its bits.
   *
   * <p>Source: the finalizer of SplitMix64, G. Steele, D. Lea, C. Flood, "Fast splittable
   * pseudorandom number generators", OOPSLA 2014.
   */
  public static long mix(long number) {
    long mixed = number + ODD;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }
}
