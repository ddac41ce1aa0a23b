package io.millrace.job.inference.metric;

import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.metrics.Counter;

/** Flink's own counter loses counts when several threads have it. */
final class ConcurrentCounter implements Counter {
  private final LongAdder sum = new LongAdder();

  @Override
  public void inc() {
    sum.increment();
  }

  @Override
  public void inc(long n) {
    sum.add(n);
  }

  @Override
  public void dec() {
    sum.decrement();
  }

  @Override
  public void dec(long n) {
    sum.add(-n);
  }

  @Override
  public long getCount() {
    return sum.sum();
  }
}
