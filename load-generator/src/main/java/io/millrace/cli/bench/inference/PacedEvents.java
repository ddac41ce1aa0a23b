package io.millrace.cli.bench.inference;

import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * Makes events at a steady rate, each stamped with the moment when it was to be made: one that is
 * made late, because the stages behind it did not take it in time, has waited, and that counts.
 */
final class PacedEvents extends RichMapFunction<Long, Event> {
  private static final long serialVersionUID = 1L;

  /** Shorter pauses than the clock of the machine keeps are not worth the call. */
  private static final long SHORTEST_PAUSE = TimeUnit.MICROSECONDS.toNanos(100);

  private final PipelineFiles files;
  private final double nanosBetween;
  private transient EventDecoder decoder;
  private transient ByteBuffer buffer;
  private transient Origin origin;
  private transient long start;
  private transient long count;

  /**
   * @param rate events a second; infinite: as fast as they are taken
   */
  PacedEvents(PipelineFiles files, double rate) {
    this.files = files;
    this.nanosBetween = 1e9 / rate;
  }

  @Override
  public void open(OpenContext context) {
    decoder = EventDecoder.forReplay(files);
    buffer = InferenceWorkload.buffer();
    origin = Origin.ofFile("bench", "bench", 0, 0);
  }

  @Override
  public Event map(Long number) {
    if (count == 0) {
      start = System.nanoTime();
    }
    long intended = nanosBetween == 0 ? System.nanoTime() : start + (long) (count * nanosBetween);
    count++;
    for (long wait = intended - System.nanoTime();
        wait > SHORTEST_PAUSE;
        wait = intended - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
    return decoder.decode(InferenceWorkload.payload(number, intended, buffer), origin).event();
  }
}
