package io.millrace.cli.loadjob;

import io.millrace.cli.workload.RateCurve;
import io.millrace.cli.workload.Workload;
import io.millrace.cli.workload.WorkloadFile;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;

/**
 * When the events of a job leave: at the moments of the workload's curve, counted from one moment
 * that all subtasks and all attempts of the job share. Each event has its own, so that what was
 * held up by a failure leaves late, as it is, and nothing leaves early.
 *
 * <p>The source numbers the events, and gives each subtask a range of the numbers; the curve is
 * divided between the ranges, one event each in turn.
 *
 * <p>A subtask's generator and its limiter are read from one serialized source, and so have one
 * schedule: the generator tells it which event it has made, and the limiter waits for the next.
 */
final class Schedule implements RateLimiterStrategy {
  private static final long serialVersionUID = 1L;
  private static final double MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final String text;
  private final long startMillis;
  private final int ranges;

  private transient Workload workload;
  private transient volatile double next;

  /**
   * @param text of the workload
   * @param startMillis when the first event leaves, since the epoch
   * @param ranges how many subtasks there are
   */
  Schedule(String text, long startMillis, int ranges) {
    this.text = text;
    this.startMillis = startMillis;
    this.ranges = ranges;
  }

  Workload workload() {
    if (workload == null) {
      workload = WorkloadFile.of("workload.yaml", text);
    }
    return workload;
  }

  int ranges() {
    return ranges;
  }

  /** When an event leaves by its number in the source, milliseconds since the epoch. */
  double momentOf(long number) {
    RateCurve curve = workload().curve();
    long each = curve.events() / ranges;
    long longer = curve.events() % ranges;
    long inLonger = longer * (each + 1);
    long range = number < inLonger ? number / (each + 1) : longer + (number - inLonger) / each;
    long place = number < inLonger ? number % (each + 1) : (number - inLonger) % each;
    return startMillis + curve.nanosOf(place * ranges + range) / MILLI;
  }

  /** An event was made; the next of its range is what the limiter waits for. */
  void made(long number) {
    next = number + 1 < workload().curve().events() ? momentOf(number + 1) : 0;
  }

  @Override
  public RateLimiter createRateLimiter(int parallelism) {
    next = startMillis;
    return new RateLimiter() {
      @Override
      public CompletionStage<Void> acquire() {
        double wait = next - System.currentTimeMillis();
        return wait <= 0
            ? CompletableFuture.completedFuture(null)
            : CompletableFuture.runAsync(
                () -> {},
                CompletableFuture.delayedExecutor((long) (wait * 1_000), TimeUnit.MICROSECONDS));
      }
    };
  }
}
