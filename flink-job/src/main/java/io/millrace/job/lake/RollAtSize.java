package io.millrace.job.lake;

import java.io.IOException;
import org.apache.flink.streaming.api.functions.sink.filesystem.PartFileInfo;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.CheckpointRollingPolicy;

/**
 * Ends a file with its checkpoint, as it has to be, and before that once it is large enough. What
 * counts is what has left memory, so a file grows beyond its size by a row group at most.
 */
final class RollAtSize<T> extends CheckpointRollingPolicy<T, String> {
  private static final long serialVersionUID = 1L;

  /** Asking a file for its size is a call of the operating system. */
  private static final int ROWS_PER_LOOK = 64;

  private final long bytes;
  private transient int rows;

  RollAtSize(long bytes) {
    this.bytes = bytes;
  }

  @Override
  public boolean shouldRollOnEvent(PartFileInfo<String> file, T row) throws IOException {
    return ++rows % ROWS_PER_LOOK == 0 && file.getSize() >= bytes;
  }

  @Override
  public boolean shouldRollOnProcessingTime(PartFileInfo<String> file, long now) {
    return false;
  }
}
