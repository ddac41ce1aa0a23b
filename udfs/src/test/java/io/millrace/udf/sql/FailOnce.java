package io.millrace.udf.sql;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.types.Row;

/** Fails the job once, when half of the rows have passed and a checkpoint holds some of them. */
final class FailOnce implements MapFunction<Row, Row>, CheckpointListener {
  private static final long serialVersionUID = 1L;
  private static final AtomicBoolean FAILED = new AtomicBoolean();

  private final int half;
  private int passed;
  private boolean completed;

  FailOnce(int rows) {
    this.half = rows / 2;
    FAILED.set(false);
  }

  static boolean hasFailed() {
    return FAILED.get();
  }

  @Override
  public Row map(Row row) throws InterruptedException {
    passed++;
    if (passed > half && !FAILED.get()) {
      // Rows trickle until the checkpoint is there: a barrier cannot overtake one that waits.
      Thread.sleep(1);
      if (completed && FAILED.compareAndSet(false, true)) {
        throw new IllegalStateException("fails once, as the test wants it");
      }
    }
    return row;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    completed = passed > 0;
  }
}
