package io.millrace.job.features.state;

import io.millrace.job.cache.CachedKey;
import java.io.IOException;

/** A key's state that is forgotten some time after the key's newest event. */
public interface PassingKey extends CachedKey {
  /** Whether nothing is known of the key. */
  boolean isEmpty();

  /** Highest time that the key has seen; {@link Long#MIN_VALUE} when it is empty. */
  long highestTime();

  /** When the key is looked at next, to be forgotten; 0 when nobody does. */
  long sweepAt();

  void setSweepAt(long time);

  /** Forgets the key. */
  void clear() throws IOException;
}
