package io.millrace.job.source;

import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.job.lake.Lake;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.lake.RowColumns;
import io.millrace.job.lake.TimeRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Rows of a lake, as events without bytes. */
public final class LakeEvents {
  public static final String UID = "source-lake";
  public static final String HISTORY_UID = "source-history";
  private static final String COUNT = "count-rows";

  private LakeEvents() {}

  /**
   * Attaches a source of all rows of a lake, to compute anew what was computed from them. One
   * reader reads them partition by partition, so that the watermark follows.
   */
  public static SingleOutputStreamOperator<Event> inOrder(
      StreamExecutionEnvironment env, Lake lake, PipelineFiles files, TypeInformation<Event> type) {
    return attach(
        env,
        source(lake, new LakeRows(files, RowColumns.DECODED, TimeRange.ALL, type), TimeRange.ALL),
        PartitionWatermarks.strategy(lake.partitionMillis()),
        UID,
        1,
        new CountRows(false));
  }

  /**
   * Attaches a source of rows that fill the state of a job that has none. All readers read at once,
   * and there is no watermark before the end.
   *
   * @param times event times of the rows
   */
  public static SingleOutputStreamOperator<Event> history(
      StreamExecutionEnvironment env,
      Lake lake,
      TimeRange times,
      PipelineFiles files,
      TypeInformation<Event> type) {
    return attach(
        env,
        source(lake, new LakeRows(files, RowColumns.HISTORY, times, type), times),
        WatermarkStrategy.<Event>noWatermarks()
            .withTimestampAssigner((row, before) -> row.timeMillis()),
        HISTORY_UID,
        env.getParallelism(),
        new CountRows(true));
  }

  private static FileSource<Event> source(Lake lake, LakeRows format, TimeRange times) {
    return FileSource.forBulkFileFormat(format, lake.root())
        .setFileEnumerator(() -> (roots, readers) -> splits(roots[0], times))
        .setSplitAssigner(InOrderAssigner::new)
        .build();
  }

  private static SingleOutputStreamOperator<Event> attach(
      StreamExecutionEnvironment env,
      FileSource<Event> source,
      WatermarkStrategy<Event> watermarks,
      String uid,
      int parallelism,
      CountRows count) {
    return env.fromSource(source, watermarks, "read lake", source.getProducedType())
        .uid(uid)
        .setParallelism(parallelism)
        .transform(COUNT, source.getProducedType(), count)
        .uid(COUNT + '-' + uid)
        .setParallelism(parallelism);
  }

  private static Collection<FileSourceSplit> splits(Path root, TimeRange times) throws IOException {
    List<FileSourceSplit> splits = new ArrayList<>();
    for (LakeFile file : Lake.open(root).files(times)) {
      Path path = new Path(file.path());
      splits.add(new FileSourceSplit(file.path(), path, 0, file.bytes(), 0, file.bytes()));
    }
    return splits;
  }
}
