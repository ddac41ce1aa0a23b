package io.millrace.job.lake;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.core.fs.Path;

/** Where a lake ends: in event time, and in the stream that its rows came from. */
public final class LakeEnd {
  private final long eventTime;
  private final Map<String, Long> arrivals;
  private final long duplicateSpan;

  private LakeEnd(long eventTime, Map<String, Long> arrivals, long duplicateSpan) {
    this.eventTime = eventTime;
    this.arrivals = arrivals;
    this.duplicateSpan = duplicateSpan;
  }

  /** Reads times and origins of the lake's last rows: those of the pipeline's duplicate span. */
  public static LakeEnd of(Lake lake, Pipeline pipeline) throws IOException {
    long newest = Long.MIN_VALUE;
    for (LakeFile file : lake.files(TimeRange.ALL)) {
      newest = Math.max(newest, Lake.range(file).from());
    }
    long[] highest = {Long.MIN_VALUE};
    read(
        lake,
        pipeline,
        TimeRange.since(newest),
        row -> highest[0] = Math.max(highest[0], row.timeMillis()));
    if (highest[0] == Long.MIN_VALUE) {
      throw new UnfitLakeException(
          "lake " + lake.root() + ": expected rows, got files without any; name another lake");
    }
    long span = pipeline.deduplicate().toMillis();
    Map<String, Long> arrivals = new HashMap<>();
    read(
        lake,
        pipeline,
        TimeRange.since(highest[0] - span),
        row ->
            arrivals.merge(
                row.origin().stream() + '/' + row.origin().shard(),
                row.origin().arrivalMillis(),
                Math::max));
    return new LakeEnd(highest[0], arrivals, span);
  }

  private static void read(Lake lake, Pipeline pipeline, TimeRange times, Consumer<Event> consumer)
      throws IOException {
    List<LakeFile> files = lake.files(times);
    for (LakeFile file : files) {
      try (RowParquet rows =
          RowParquet.open(new Path(file.path()), pipeline, RowColumns.ORIGIN, times)) {
        for (Event row = rows.next(); row != null; row = rows.next()) {
          consumer.accept(row);
        }
      }
    }
  }

  /** Highest event time of its rows, milliseconds since the epoch. */
  public long eventTime() {
    return eventTime;
  }

  /**
   * Arrival from which on the stream is to be read, so that no record is missed: shards may have
   * been read unequally far, so the one that lags behind decides. What the lake holds of it already
   * is dropped as duplicates; so as far back as these are known, and no further.
   *
   * @param overlap how much earlier, for records that arrived before the last one and were not yet
   *     written
   */
  public Instant resumeAt(Duration overlap) {
    long lagging = Collections.min(arrivals.values());
    long leading = Collections.max(arrivals.values());
    return Instant.ofEpochMilli(Math.max(lagging - overlap.toMillis(), leading - duplicateSpan));
  }
}
