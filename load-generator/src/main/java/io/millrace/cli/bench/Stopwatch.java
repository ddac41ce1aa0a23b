package io.millrace.cli.bench;

import io.millrace.job.event.Event;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Takes the time from one event to another; those before warm up. */
final class Stopwatch extends RichMapFunction<Event, Event> {
  private static final long serialVersionUID = 1L;

  static final String NANOS = "nanos";

  private final long first;
  private final long last;
  private transient LongCounter nanos;
  private transient long count;
  private transient long start;

  /**
   * A stopwatch.
   *
   * @param warmUp events before it starts
   * @param measured events until it stops
   */
  Stopwatch(long warmUp, long measured) {
    this.first = warmUp;
    this.last = warmUp + measured;
  }

  @Override
  public void open(OpenContext context) {
    nanos = new LongCounter();
    getRuntimeContext().addAccumulator(NANOS, nanos);
  }

  @Override
  public Event map(Event event) {
    count++;
    if (count == first) {
      start = System.nanoTime();
    } else if (count == last) {
      nanos.add(System.nanoTime() - start);
    }
    return event;
  }
}
