package io.millrace.job.event;

import java.util.function.Consumer;

/**
 * Counts of one stage since they were last drained. An operator drains them downstream before each
 * checkpoint barrier and at its end, so that they are never part of its own state and a restart
 * counts the replayed records once. Not thread-safe.
 */
public final class StageCounts {
  private final long[] deltas = new long[Counter.count()];

  public void add(Counter counter, long delta) {
    deltas[counter.ordinal()] += delta;
  }

  /** Gives every count that is not zero to the consumer and starts again at zero. */
  public void drainTo(Consumer<StageCount> consumer) {
    for (int i = 0; i < deltas.length; i++) {
      if (deltas[i] != 0) {
        long delta = deltas[i];
        deltas[i] = 0;
        consumer.accept(new StageCount(Counter.of(i), delta));
      }
    }
  }
}
