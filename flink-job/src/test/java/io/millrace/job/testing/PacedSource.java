package io.millrace.job.testing;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.util.ratelimit.GatedRateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimitedSourceReader;

/**
 * Numbers that come a stretch a checkpoint, so that a job of a few hundred of them sees many
 * checkpoints. They lie in as many splits as there are readers; some end before others.
 */
public final class PacedSource extends NumberSequenceSource {
  private static final long serialVersionUID = 1L;

  /** The n-th split begins at n times this. */
  public static final long SPLIT = 1_000_000;

  private final int stretch;
  private final int[] counts;

  /**
   * A source.
   *
   * @param stretch numbers that a reader gives between two checkpoints
   * @param counts numbers in each split
   */
  public PacedSource(int stretch, int... counts) {
    super(0, SPLIT * counts.length);
    this.stretch = stretch;
    this.counts = counts;
  }

  /** Everything that is sent. */
  public List<Long> numbers() {
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      for (int k = 0; k < counts[i]; k++) {
        numbers.add(i * SPLIT + k);
      }
    }
    return numbers;
  }

  @Override
  protected List<NumberSequenceSplit> splitNumberRange(long from, long to, int readers) {
    List<NumberSequenceSplit> splits = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      splits.add(new NumberSequenceSplit(String.valueOf(i), i * SPLIT, i * SPLIT + counts[i] - 1));
    }
    return splits;
  }

  @Override
  public SourceReader<Long, NumberSequenceSplit> createReader(SourceReaderContext context) {
    return new RateLimitedSourceReader<>(
        super.createReader(context), new GatedRateLimiter(stretch));
  }
}
