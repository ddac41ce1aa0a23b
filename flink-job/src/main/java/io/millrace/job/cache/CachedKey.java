package io.millrace.job.cache;

import java.io.IOException;

/**
 * One key's state, decoded on the heap. Its methods are called while its key is the current one.
 */
public interface CachedKey {
  /** Heap that it takes, in bytes, about. */
  long heapBytes();

  /** Whether there is something to write; may be asked while another key is the current one. */
  boolean isChanged();

  /** Writes what has changed since the last time. */
  void write() throws IOException;

  /**
   * Takes off the heap the parts that were not used since the last call, changed ones after they
   * are written. What is left can be used as before.
   */
  void trim() throws IOException;
}
