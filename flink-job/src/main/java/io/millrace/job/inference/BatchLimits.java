package io.millrace.job.inference;

import io.millrace.job.config.InferenceSpec;
import java.time.Duration;

/** When a batch leaves, and how long its answer may take. Immutable. */
final class BatchLimits {
  final int records;
  final int bytes;
  final Duration delay;
  final Duration timeout;

  /**
   * @param records events of a full batch
   * @param bytes request size of a full batch
   * @param delay how long its first event waits for others
   * @param timeout from the first sending to the answer, repeated sendings included
   */
  BatchLimits(int records, int bytes, Duration delay, Duration timeout) {
    this.records = records;
    this.bytes = bytes;
    this.delay = delay;
    this.timeout = timeout;
  }

  static BatchLimits of(InferenceSpec spec) {
    return new BatchLimits(
        spec.batchRecords(), spec.batchBytes(), spec.batchDelay(), spec.timeout());
  }
}
