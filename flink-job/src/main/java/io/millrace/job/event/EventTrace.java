package io.millrace.job.event;

/**
 * The trace of a sampled event: its id, and when the last span ended that was told of it. Few
 * events have one. Immutable.
 */
public final class EventTrace {
  private static final String HEX = "0123456789abcdef";
  private static final int DIGITS = 16;

  private final long high;
  private final long low;
  private final long sinceMicros;

  /**
   * A trace.
   *
   * @param high the first 64 bits of its id
   * @param low the other 64
   * @param sinceMicros when the last span ended, microseconds since the epoch
   */
  public EventTrace(long high, long low, long sinceMicros) {
    this.high = high;
    this.low = low;
    this.sinceMicros = sinceMicros;
  }

  /** The same trace after a further span. */
  public EventTrace at(long micros) {
    return new EventTrace(high, low, micros);
  }

  public long high() {
    return high;
  }

  public long low() {
    return low;
  }

  /** When the last span ended, microseconds since the epoch. */
  public long sinceMicros() {
    return sinceMicros;
  }

  /** The id as W3C writes it: 32 lower-case hex digits. */
  public String id() {
    return hex(high) + hex(low);
  }

  /** 16 lower-case hex digits, as W3C writes half of a trace's id or the id of a span. */
  public static String hex(long bits) {
    char[] digits = new char[DIGITS];
    for (int i = 0; i < DIGITS; i++) {
      digits[i] = HEX.charAt((int) (bits >>> (60 - 4 * i)) & 0xf);
    }
    return new String(digits);
  }
}
