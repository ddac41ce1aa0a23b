package io.millrace.cli.bench;

import io.millrace.job.event.Event;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * Takes the time from one event to another; those before warm up. Beside the time that passes it
 * takes that in which its thread had a processor, which other work on the machine hardly changes.
 */
final class Stopwatch extends RichMapFunction<Event, Event> {
  private static final long serialVersionUID = 1L;

  static final String NANOS = "nanos";
  static final String CPU_NANOS = "cpuNanos";

  private final long first;
  private final long last;
  private transient LongCounter nanos;
  private transient LongCounter cpuNanos;
  private transient ThreadMXBean threads;
  private transient long count;
  private transient long start;
  private transient long cpuStart;

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
    cpuNanos = new LongCounter();
    threads = ManagementFactory.getThreadMXBean();
    getRuntimeContext().addAccumulator(NANOS, nanos);
    getRuntimeContext().addAccumulator(CPU_NANOS, cpuNanos);
  }

  @Override
  public Event map(Event event) {
    count++;
    if (count == first) {
      start = System.nanoTime();
      cpuStart = threads.getCurrentThreadCpuTime();
    } else if (count == last) {
      nanos.add(System.nanoTime() - start);
      cpuNanos.add(threads.getCurrentThreadCpuTime() - cpuStart);
    }
    return event;
  }
}
