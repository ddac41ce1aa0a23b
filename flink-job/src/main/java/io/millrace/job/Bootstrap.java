package io.millrace.job;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.job.lake.Lake;
import io.millrace.job.lake.LakeEnd;
import io.millrace.job.lake.RowColumns;
import io.millrace.job.lake.TimeRange;
import io.millrace.job.source.LakeEvents;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A lake from whose last rows a job without state begins: they fill the state of features and
 * duplicates, and the stream is read on from where they end. A job that is restored reads nothing
 * of it again.
 */
public final class Bootstrap implements Edges.History {
  private final Lake lake;
  private final LakeEnd end;
  private final TimeRange times;

  private Bootstrap(Lake lake, LakeEnd end, TimeRange times) {
    this.lake = lake;
    this.end = end;
    this.times = times;
  }

  /**
   * Looks at a lake.
   *
   * @throws io.millrace.job.lake.UnfitLakeException when it is none, or lacks what the pipeline
   *     needs
   */
  public static Bootstrap from(Path root, Pipeline pipeline) throws IOException {
    Lake lake = Lake.open(root);
    LakeEnd end = LakeEnd.of(lake, pipeline);
    TimeRange times = TimeRange.since(end.eventTime() - reach(pipeline).toMillis());
    lake.require(pipeline, RowColumns.HISTORY, times);
    return new Bootstrap(lake, end, times);
  }

  /**
   * How far back from the lake's end a state reaches: the longest window and its delay, or the span
   * of duplicates, and the lateness. The lake's last event may be as far ahead of the others as the
   * pipeline allows.
   */
  static Duration reach(Pipeline pipeline) {
    Duration longest = pipeline.deduplicate();
    for (FeatureStep step : pipeline.features()) {
      if (step instanceof FeatureStep.Entity) {
        FeatureStep.Entity entity = (FeatureStep.Entity) step;
        Duration reach = entity.longestWindow().plus(entity.delay());
        longest = reach.compareTo(longest) > 0 ? reach : longest;
      }
    }
    return longest.plus(pipeline.lateness()).plus(pipeline.event().maxAhead());
  }

  @Override
  public long since() {
    return times.from();
  }

  /** See {@link LakeEnd#resumeAt}. */
  public Instant resumeAt(Duration overlap) {
    return end.resumeAt(overlap);
  }

  @Override
  public SingleOutputStreamOperator<Event> attach(
      StreamExecutionEnvironment env, PipelineFiles files, TypeInformation<Event> type) {
    return LakeEvents.history(env, lake, times, files, type);
  }
}
