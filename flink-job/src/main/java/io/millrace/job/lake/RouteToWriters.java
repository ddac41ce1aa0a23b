package io.millrace.job.lake;

import io.millrace.job.config.LakeSpec;
import java.io.Serializable;
import java.time.Clock;
import org.apache.flink.api.common.functions.Partitioner;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Sends rows to the writers of their partition ({@link WriterRouting}), where there are several.
 * Only how many files there are depends on it, never what is in them; so it keeps no state.
 */
public final class RouteToWriters<T> implements Partitioner<T> {
  private static final long serialVersionUID = 1L;

  /** Between two looks at the clock. */
  private static final int ROWS_PER_LOOK = 256;

  /** Where there are no checkpoints, or the job does not know of them. */
  private static final long USUAL_INTERVAL = 60_000;

  private final TimePartitions<T> partitions;
  private final Weight<T> weight;
  private final LakeSpec spec;
  private final long intervalMillis;
  private final Clock clock;

  private transient WriterRouting routing;
  private transient int rows;
  private transient long intervalEnd;

  /** About what a row takes in a file, in bytes. */
  @FunctionalInterface
  public interface Weight<T> extends Serializable {
    long bytes(T row);
  }

  /**
   * Decides for the rows that it is asked about.
   *
   * @param intervalMillis about the time between two checkpoints
   * @param clock serializable
   */
  RouteToWriters(
      TimePartitions<T> partitions,
      Weight<T> weight,
      LakeSpec spec,
      long intervalMillis,
      Clock clock) {
    this.partitions = partitions;
    this.weight = weight;
    this.spec = spec;
    this.intervalMillis = intervalMillis;
    this.clock = clock;
  }

  /**
   * Rows as their writers get them; as they are, where there is one writer or all are to write.
   *
   * @param clock serializable
   */
  public static <T> DataStream<T> attach(
      DataStream<T> rows,
      TimePartitions<T> partitions,
      Weight<T> weight,
      LakeSpec spec,
      Clock clock) {
    if (rows.getParallelism() == 1 || spec.mostWriters() == LakeSpec.UNROUTED) {
      return rows;
    }
    long interval = rows.getExecutionEnvironment().getCheckpointConfig().getCheckpointInterval();
    return rows.partitionCustom(
        new RouteToWriters<>(
            partitions, weight, spec, interval > 0 ? interval : USUAL_INTERVAL, clock),
        row -> row);
  }

  @Override
  public int partition(T row, int writers) {
    if (routing == null) {
      routing = new WriterRouting(writers, spec.mostWriters(), spec.fileBytes());
      intervalEnd = clock.millis() + intervalMillis;
    } else if (++rows % ROWS_PER_LOOK == 0 && clock.millis() >= intervalEnd) {
      routing.nextInterval();
      intervalEnd = clock.millis() + intervalMillis;
    }
    return routing.writer(partitions.number(row), weight.bytes(row));
  }
}
