package io.millrace.cli.send;

import java.util.concurrent.locks.LockSupport;

/** The time by which events leave; tests have their own. */
interface SendClock {
  /** Nanoseconds from some moment on, which never go back. */
  long nanos();

  /** Milliseconds since the epoch. */
  long epochMillis();

  /**
   * Returns at a moment of {@link #nanos} or shortly after, never before; at once when it is past.
   */
  void sleepUntil(long nanos) throws InterruptedException;

  /** The machine's clock. */
  static SendClock system() {
    return new SendClock() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public long epochMillis() {
        return System.currentTimeMillis();
      }

      @Override
      public void sleepUntil(long nanos) throws InterruptedException {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
          LockSupport.parkNanos(left);
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
        }
      }
    };
  }
}
