package io.millrace.cli.run;

import io.millrace.job.event.Counter;
import io.millrace.job.lineage.RunTotals;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * Whether a stream has fallen silent for long enough, and all that was read has an outcome. One of
 * which nothing was read yet is not silent: whoever sends may only be about to. Counts arrive with
 * the checkpoints, so a silence is seen about an interval late. Not safe for several threads.
 */
final class Silence implements Predicate<RunTotals> {
  private final Duration length;
  private final Clock clock;
  private long read;
  private Instant since;

  /**
   * @param length how long nothing must have been read
   */
  Silence(Duration length, Clock clock) {
    this.length = length;
    this.clock = clock;
  }

  @Override
  public boolean test(RunTotals totals) {
    Instant now = clock.instant();
    if (totals.get(Counter.READ) != read) {
      read = totals.get(Counter.READ);
      since = now;
      return false;
    }
    long outcomes =
        totals.get(Counter.DEAD_LETTERED)
            + totals.get(Counter.QUARANTINED)
            + totals.get(Counter.DUPLICATES)
            + totals.get(Counter.WRITTEN);
    return read > 0 && read == outcomes && !now.isBefore(since.plus(length));
  }
}
