package io.millrace.cli.bench.inference;

import io.millrace.job.event.Event;
import org.apache.flink.api.common.accumulators.Histogram;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Takes the time of scored events, after so many that warm up, and counts those without score. */
final class Recorder extends RichMapFunction<Event, Event> {
  private static final long serialVersionUID = 1L;

  /** Nanoseconds from the first measured event to the last. */
  static final String NANOS = "nanos";

  /** Latencies in steps of {@link #STEP_NANOS}. */
  static final String LATENCIES = "latencies";

  /** Events that the model did not score. */
  static final String DEGRADED = "degraded";

  static final long STEP_NANOS = 20_000;

  private final int reasonColumn;
  private final long warmUp;
  private final long last;
  private transient LongCounter nanos;
  private transient LongCounter degraded;
  private transient Histogram latencies;
  private transient long count;
  private transient long start;

  /**
   * @param reasonColumn column of {@code degraded_reason}
   * @param measured events that are measured after those that warm up
   */
  Recorder(int reasonColumn, long warmUp, long measured) {
    this.reasonColumn = reasonColumn;
    this.warmUp = warmUp;
    this.last = warmUp + measured;
  }

  @Override
  public void open(OpenContext context) {
    nanos = new LongCounter();
    degraded = new LongCounter();
    latencies = new Histogram();
    getRuntimeContext().addAccumulator(NANOS, nanos);
    getRuntimeContext().addAccumulator(DEGRADED, degraded);
    getRuntimeContext().addAccumulator(LATENCIES, latencies);
  }

  @Override
  public Event map(Event event) {
    long now = System.nanoTime();
    if (!event.isNull(reasonColumn)) {
      degraded.add(1);
    }
    count++;
    if (count == warmUp) {
      start = now;
    } else if (count > warmUp) {
      latencies.add((int) ((now - event.getLong(InferenceWorkload.INTENDED)) / STEP_NANOS));
      if (count == last) {
        nanos.add(now - start);
      }
    }
    return event;
  }
}
