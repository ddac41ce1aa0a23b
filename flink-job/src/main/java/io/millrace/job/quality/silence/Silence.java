package io.millrace.job.quality.silence;

/** Decides when a stream is silent: when nothing has come for some time of the clock. Pure. */
final class Silence {
  private final long after;
  private long lastHeard;
  private boolean silent;

  /**
   * A stream that is listened to from now on.
   *
   * @param after milliseconds without an event that are a silence
   * @param silent whether it was silent before
   */
  Silence(long after, long now, boolean silent) {
    this.after = after;
    this.lastHeard = now;
    this.silent = silent;
  }

  /** Something came; true when that ends a silence. */
  boolean hear(long now) {
    lastHeard = now;
    boolean ended = silent;
    silent = false;
    return ended;
  }

  /** True when a silence has begun that was not told before. */
  boolean begins(long now) {
    if (silent || now < silentFrom()) {
      return false;
    }
    silent = true;
    return true;
  }

  /** When it will be silent, if nothing comes. */
  long silentFrom() {
    return lastHeard + after;
  }

  long lastHeard() {
    return lastHeard;
  }

  boolean isSilent() {
    return silent;
  }
}
