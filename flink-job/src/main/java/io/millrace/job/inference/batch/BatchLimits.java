package io.millrace.job.inference.batch;

import io.millrace.job.config.InferenceSpec;
import java.time.Duration;

/** When a batch leaves, how many are on their way, and how long one may take. Immutable. */
public final class BatchLimits {
  final int records;
  final int bytes;
  final Duration delay;
  final Duration timeout;
  final int concurrency;

  /**
   * @param records events of a full batch
   * @param bytes request size of a full batch
   * @param delay how long its first event waits for others
   * @param timeout from the moment when a batch may leave to its scores: waiting for a free slot,
   *     repeated requests and other variants included; one request takes half of it at most
   * @param concurrency most requests to one variant on their way at once
   */
  public BatchLimits(int records, int bytes, Duration delay, Duration timeout, int concurrency) {
    this.records = records;
    this.bytes = bytes;
    this.delay = delay;
    this.timeout = timeout;
    this.concurrency = concurrency;
  }

  public static BatchLimits of(InferenceSpec spec) {
    return new BatchLimits(
        spec.batchRecords(),
        spec.batchBytes(),
        spec.batchDelay(),
        spec.timeout(),
        spec.concurrency());
  }

  /** The same with another bound on the requests on their way. */
  public BatchLimits withConcurrency(int requests) {
    return new BatchLimits(records, bytes, delay, timeout, requests);
  }

  /** Longest time of a single request: half, so that another can follow it. */
  Duration attemptTimeout() {
    return timeout.dividedBy(2);
  }

  /** Events that one variant holds when so many requests are on their way and one more fills. */
  public int room(int requests) {
    return records * (requests + 1);
  }
}
