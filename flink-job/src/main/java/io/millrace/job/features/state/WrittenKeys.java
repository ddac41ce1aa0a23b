package io.millrace.job.features.state;

import org.apache.datasketches.filters.bloomfilter.BloomFilter;
import org.apache.datasketches.filters.bloomfilter.BloomFilterBuilder;

/**
 * Which keys may have a head in the state backend. Of a job that began without state all that is
 * written is known, so that a key's first event asks the backend for nothing: a question that it
 * answers no faster than one for a key that is there. Of a restored job any key may have one.
 *
 * <p>The filter has a fixed size: beyond some two million keys it is wrong more often, in the
 * direction that costs a question.
 */
final class WrittenKeys {
  private static final long BITS = 16L << 20;
  private static final int HASHES = 5;
  private static final long SEED = 0x4d696c6c72616365L;

  private final boolean restored;
  private BloomFilter filter;

  /**
   * No key yet.
   *
   * @param restored whether the state backend had keys before
   */
  WrittenKeys(boolean restored) {
    this.restored = restored;
  }

  boolean mayHave(byte[] key) {
    return restored || (filter != null && filter.query(fingerprint(key)));
  }

  void add(byte[] key) {
    if (restored) {
      return;
    }
    if (filter == null) {
      filter = BloomFilterBuilder.createBySize(BITS, HASHES, SEED);
    }
    filter.update(fingerprint(key));
  }

  private static long fingerprint(byte[] key) {
    return EventId.fingerprint(key, 0, key.length);
  }
}
