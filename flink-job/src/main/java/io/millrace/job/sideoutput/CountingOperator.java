package io.millrace.job.sideoutput;

import io.millrace.job.event.Counter;
import io.millrace.job.event.StageCount;
import io.millrace.job.event.StageCounts;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * A chainable operator that counts. What it counted goes to {@link SideOutputs#COUNTS} ahead of
 * each checkpoint barrier and at its end, so that counts and records share one fate on a restart.
 */
public abstract class CountingOperator<I, O> extends AbstractStreamOperator<O>
    implements OneInputStreamOperator<I, O> {
  private static final long serialVersionUID = 1L;

  private transient StageCounts counts;

  protected CountingOperator() {
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  @Override
  public void open() throws Exception {
    super.open();
    counts = new StageCounts();
  }

  protected final void count(Counter counter) {
    counts.add(counter, 1);
  }

  protected final void count(Counter counter, long delta) {
    counts.add(counter, delta);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    flushCounts();
  }

  @Override
  public void finish() throws Exception {
    flushCounts();
    super.finish();
  }

  private void flushCounts() {
    Consumer<StageCount> books =
        count -> output.collect(SideOutputs.COUNTS, new StreamRecord<>(count));
    counts.drainTo(books);
    tellMore(books);
  }

  /** Tells the books what a stage has beside counts; called with the counts, and after them. */
  protected void tellMore(Consumer<StageCount> books) {}
}
