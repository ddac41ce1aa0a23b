package io.millrace.job.warehouse.feed;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes as long as the database answers. When it does not, what was not confirmed is given up and
 * counted, and so is what comes until the next attempt, {@link #PAUSE} later.
 */
final class FeedWriter<T> implements SinkWriter<T> {
  /** Time between an attempt that failed and the next. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(FeedWriter.class);

  /** Opens a writer, which connects. */
  @FunctionalInterface
  interface Writers<T> {
    SinkWriter<T> open() throws IOException;
  }

  private final Writers<T> writers;
  private final LongSupplier clock;
  private final Counter missed;

  private SinkWriter<T> writer;
  private long unconfirmed;
  private long closedUntil = Long.MIN_VALUE;

  /**
   * @param clock milliseconds of processing time
   * @param missed counts records of which it is not known that they arrived
   */
  FeedWriter(Writers<T> writers, LongSupplier clock, Counter missed) {
    this.writers = writers;
    this.clock = clock;
    this.missed = missed;
  }

  @Override
  public void write(T record, Context context) throws InterruptedException {
    if (writer == null && clock.getAsLong() < closedUntil) {
      missed.inc();
      return;
    }
    unconfirmed++;
    try {
      if (writer == null) {
        writer = writers.open();
      }
      writer.write(record, context);
    } catch (IOException | RuntimeException e) {
      giveUp(e);
    }
  }

  /** Called before each checkpoint. */
  @Override
  public void flush(boolean endOfInput) throws InterruptedException {
    if (writer == null) {
      return;
    }
    try {
      writer.flush(endOfInput);
      unconfirmed = 0;
    } catch (IOException | RuntimeException e) {
      giveUp(e);
    }
  }

  private void giveUp(Exception because) {
    missed.inc(unconfirmed);
    unconfirmed = 0;
    closedUntil = clock.getAsLong() + PAUSE.toMillis();
    // The database's own words may quote the row.
    LOG.warn(
        "A feed's database does not take records ({}); they pass it by until it is asked again in"
            + " {}. The lake and the warehouse have them.",
        because.getClass().getName(),
        PAUSE);
    close();
  }

  @Override
  public void close() {
    SinkWriter<T> open = writer;
    writer = null;
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (Exception e) {
      LOG.info("A feed's connection did not close ({}); it is given up", e.getClass().getName());
    }
  }
}
