package io.millrace.job.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimitedSourceReader;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;

/**
 * Numbers from 0 on that come as far as a test allows, and then wait, so that a job can be stopped
 * in their midst. One reader gives them all, in order.
 */
public final class SteppedSource extends NumberSequenceSource {
  private static final long serialVersionUID = 1L;

  /** Steps are known by name, as each reader has its own copy of the source. */
  private static final Map<String, Step> STEPS = new ConcurrentHashMap<>();

  private final String name;

  /**
   * A source that gives nothing yet.
   *
   * @param name different for each test
   * @param count numbers in all
   */
  public SteppedSource(String name, long count) {
    super(0, count - 1);
    this.name = name;
    STEPS.put(name, new Step());
  }

  /** Allows a reader to look for so many further numbers; it finds about as many. */
  public void allow(int numbers) {
    STEPS.get(name).allow(numbers);
  }

  /** Waits until everything allowed has been given. */
  public void awaitPause() throws InterruptedException {
    STEPS.get(name).awaitPause();
  }

  @Override
  protected List<NumberSequenceSplit> splitNumberRange(long from, long to, int readers) {
    return List.of(new NumberSequenceSplit("0", from, to));
  }

  @Override
  public SourceReader<Long, NumberSequenceSplit> createReader(SourceReaderContext context) {
    return new RateLimitedSourceReader<>(super.createReader(context), STEPS.get(name).restart());
  }

  private static final class Step implements RateLimiter {
    private long allowed;
    private CompletableFuture<Void> waiting;

    /** For another reader: nobody comes back to what the one before it waited for. */
    synchronized Step restart() {
      waiting = null;
      return this;
    }

    synchronized void allow(int numbers) {
      allowed += numbers;
      if (waiting != null && allowed > 0) {
        allowed--;
        waiting.complete(null);
        waiting = null;
      }
    }

    @Override
    public synchronized CompletionStage<Void> acquire() {
      if (allowed > 0) {
        allowed--;
        return CompletableFuture.completedFuture(null);
      }
      waiting = new CompletableFuture<>();
      notifyAll();
      return waiting;
    }

    synchronized void awaitPause() throws InterruptedException {
      while (waiting == null) {
        wait();
      }
    }
  }
}
