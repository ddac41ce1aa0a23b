package io.millrace.job.features;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Event;
import io.millrace.job.features.state.KeyBlocks;
import io.millrace.job.features.state.StateSizes;
import io.millrace.job.features.tile.Contributions;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Features of single rows, computed again from the rows that were there before: the rules of the
 * stages, without a stream. For one thread.
 */
public final class RowFeatures {
  private final Pipeline pipeline;

  public RowFeatures(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** Fills the columns of a derive step from those before them. */
  public void derive(FeatureStep.Derive step, Event event) {
    for (FeatureStep.DerivedColumn derived : step.columns()) {
      derived.expression().fill(event, derived.column());
    }
  }

  /**
   * Fills the windowed features of an entity.
   *
   * @param before events of the same entity that were processed before, in any order; those outside
   *     of all windows do no harm. They are marked as history.
   */
  public void compute(FeatureStep.Entity step, Event event, Collection<Event> before)
      throws IOException {
    WindowFeatures rule =
        new WindowFeatures(
            step, pipeline.layout(), pipeline.lateness().toMillis(), StateSizes.DEFAULT);
    Contributions contributions = Contributions.loader(rule.tree(), new HeapBlocks()).load();
    for (Event other : before) {
      other.setHistory(true);
      rule.apply(other, contributions, Long.MIN_VALUE);
    }
    rule.apply(event, contributions, Long.MIN_VALUE);
  }

  /**
   * Whether an event that was processed before another of its entity lies in that one's window, and
   * has a value for the feature.
   */
  public static boolean contributes(
      FeatureStep.Entity step, FeatureStep.WindowFeature feature, Event event, Event before) {
    long end = event.timeMillis() - step.delay().toMillis();
    long time = before.timeMillis();
    boolean inWindow = time > end - feature.window().toMillis() && time <= end;
    boolean isUpToEvent =
        !step.delay().isZero() || EventOrder.BY_TIME_AND_ID.compare(before, event) <= 0;
    return inWindow
        && isUpToEvent
        && (feature.input() < 0
            || !Double.isNaN(step.inputs().get(feature.input()).valueOf(before)));
  }

  /** The state of one key, which nobody keeps. */
  private static final class HeapBlocks implements KeyBlocks {
    private final Map<Integer, byte[]> blocks = new HashMap<>();
    private byte[] head;

    @Override
    public byte[] head() {
      return head;
    }

    @Override
    public void putHead(byte[] block) {
      head = block;
    }

    @Override
    public void removeHead() {
      head = null;
    }

    @Override
    public byte[] block(int number) {
      return blocks.get(number);
    }

    @Override
    public void putBlock(int number, byte[] block) {
      blocks.put(number, block);
    }

    @Override
    public void removeBlock(int number) {
      blocks.remove(number);
    }
  }
}
