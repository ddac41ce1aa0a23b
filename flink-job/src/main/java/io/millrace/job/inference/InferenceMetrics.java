package io.millrace.job.inference;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * What inference counts, under the metric group that the managed service sends to CloudWatch. The
 * numbers are a view for operators: they start at zero with each attempt of the job.
 */
final class InferenceMetrics {
  private final MetricGroup group;
  private final Counter scored;
  private final Counter degraded;
  private final Counter throttled;
  private final Counter batches;
  private final Counter batchedRecords;

  InferenceMetrics(MetricGroup operator) {
    group = operator.addGroup("kinesisanalytics").addGroup("inference");
    scored = group.counter("scored", new ConcurrentCounter());
    degraded = group.counter("degraded", new ConcurrentCounter());
    throttled = group.counter("throttled", new ConcurrentCounter());
    batches = group.counter("batches", new ConcurrentCounter());
    batchedRecords = group.counter("batchedRecords", new ConcurrentCounter());
  }

  void inFlight(IntSupplier requests) {
    group.gauge("inFlight", (Gauge<Integer>) requests::getAsInt);
  }

  void scored() {
    scored.inc();
  }

  void degraded() {
    degraded.inc();
  }

  /** A request was refused for load, whether or not it is sent again. */
  void throttled() {
    throttled.inc();
  }

  /** A batch is over; records / batches is the mean batch size. */
  void batch(int records) {
    batches.inc();
    batchedRecords.inc(records);
  }

  /** Flink's own counter loses counts when several threads have it. */
  private static final class ConcurrentCounter implements Counter {
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
}
