package io.millrace.job;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.job.lake.Lake;
import io.millrace.job.lake.RowColumns;
import io.millrace.job.lake.TimeRange;
import io.millrace.job.source.LakeEvents;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** All rows of a lake, to compute anew what was computed from them. */
public final class LakeSource implements Edges.Rows {
  private final Lake lake;

  private LakeSource(Lake lake) {
    this.lake = lake;
  }

  /**
   * The rows of a lake.
   *
   * @throws io.millrace.job.lake.UnfitLakeException when it is none, or not one of this pipeline
   */
  public static LakeSource of(Path root, Pipeline pipeline) throws IOException {
    Lake lake = Lake.open(root);
    lake.require(pipeline, RowColumns.DECODED, TimeRange.ALL);
    return new LakeSource(lake);
  }

  @Override
  public SingleOutputStreamOperator<Event> attach(
      StreamExecutionEnvironment env, PipelineFiles files, TypeInformation<Event> type) {
    return LakeEvents.inOrder(env, lake, files, type);
  }
}
