package io.millrace.job.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.decode.EventTypeInfo;
import io.millrace.job.event.Event;
import io.millrace.job.lake.Lake;
import io.millrace.job.lake.TimeRange;
import io.millrace.job.testing.Cluster;
import io.millrace.job.testing.FailOnce;
import io.millrace.job.testing.WrittenLake;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LakeEventsIT {
  private static final TypeInformation<Event> TYPE = EventTypeInfo.of(WrittenLake.FILES);
  private static final Instant START = Instant.parse("2024-05-01T00:00:00Z");
  private static final int AN_HOUR = 700;

  @RegisterExtension static final MiniClusterExtension CLUSTER = Cluster.extension();

  @TempDir Path folder;

  /** Three hours in two files each, the rows of an hour backwards. */
  private WrittenLake lake() throws Exception {
    WrittenLake lake = new WrittenLake(folder);
    for (int hour = 2; hour >= 0; hour--) {
      for (int half = 0; half < 2; half++) {
        Event[] events = new Event[AN_HOUR / 2];
        for (int i = 0; i < events.length; i++) {
          long id = hour * AN_HOUR + (half + 1) * events.length - 1 - i;
          Instant at = START.plus(Duration.ofHours(hour)).plusSeconds(id % AN_HOUR);
          events[i] = WrittenLake.event(id, at.toString());
        }
        lake.file("dt=2024-05-01/hour=0%d/part-%d.parquet".formatted(hour, 1 - half), events);
      }
    }
    return lake;
  }

  @Test
  void readsPartitionByPartitionAndTheWatermarkFollows() throws Exception {
    WrittenLake written = lake();
    StreamExecutionEnvironment env = Cluster.environment(2, 1000, 0);
    DataStream<Event> rows =
        LakeEvents.inOrder(env, Lake.open(written.root()), WrittenLake.FILES, TYPE);
    assertThat(rows.getParallelism()).isEqualTo(1);

    List<Tuple2<Long, Long>> read = read(rows);

    assertThat(read).hasSize(3 * AN_HOUR);
    for (int i = 0; i < read.size(); i++) {
      int hour = i / AN_HOUR;
      assertThat(read.get(i).f0 / AN_HOUR).as("hour of row %d", i).isEqualTo(hour);
      if (i % AN_HOUR > 0) {
        assertThat(Instant.ofEpochMilli(read.get(i).f1))
            .as("watermark at row %d", i)
            .isEqualTo(START.plus(Duration.ofHours(hour)).minusMillis(1));
      }
    }
  }

  /** The failure comes after checkpoints within the fourth file. */
  @Test
  void readsEachRowOnceThroughAFailure() throws Exception {
    WrittenLake written = lake();
    FailOnce failure = new FailOnce("lake-rows", 1100);
    StreamExecutionEnvironment env = Cluster.environment(1, 10, 1);
    DataStream<Long> ids =
        LakeEvents.inOrder(env, Lake.open(written.root()), WrittenLake.FILES, TYPE)
            .process(new Pause())
            .returns(Types.LONG)
            .map(failure);
    List<Long> read = new ArrayList<>();
    try (CloseableIterator<Long> results = ids.executeAndCollect()) {
      results.forEachRemaining(read::add);
    }
    assertThat(failure.hasFailed()).isTrue();
    assertThat(read)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 3 * AN_HOUR).boxed().toList());
  }

  @Test
  void historyIsARangeOfTimesAndHoldsTheWatermarkToItsEnd() throws Exception {
    WrittenLake written = lake();
    StreamExecutionEnvironment env = Cluster.environment(2, 1000, 0);
    TimeRange last = TimeRange.since(START.plus(Duration.ofMinutes(65)).toEpochMilli());
    DataStream<Event> rows =
        LakeEvents.history(env, Lake.open(written.root()), last, WrittenLake.FILES, TYPE);
    assertThat(rows.getParallelism()).isEqualTo(2);

    List<Tuple2<Long, Long>> read = read(rows.filter(Event::isHistory));

    assertThat(read.stream().map(row -> row.f0))
        .containsExactlyInAnyOrderElementsOf(
            LongStream.range(AN_HOUR + 300, 3 * AN_HOUR).boxed().toList());
    assertThat(read).allMatch(row -> row.f1 == Long.MIN_VALUE);
  }

  @Test
  void refusesRowsThatLieInAnotherPartitionThanTheirs() throws Exception {
    WrittenLake written =
        new WrittenLake(folder)
            .file("dt=2024-05-02/part.parquet", WrittenLake.event(1, "2024-05-01T23:00:00Z"));
    StreamExecutionEnvironment env = Cluster.environment(1, 1000, 0);
    DataStream<Event> rows =
        LakeEvents.inOrder(env, Lake.open(written.root()), WrittenLake.FILES, TYPE);
    assertThatThrownBy(() -> read(rows))
        .hasStackTraceContaining(
            "expected event times in [2024-05-02T00:00:00Z, 2024-05-03T00:00:00Z), as its folder"
                + " says, got another; partition the lake by event time in UTC");
  }

  /** Identities, and the watermark when each came. */
  private static List<Tuple2<Long, Long>> read(DataStream<Event> rows) throws Exception {
    List<Tuple2<Long, Long>> read = new ArrayList<>();
    try (CloseableIterator<Tuple2<Long, Long>> results =
        rows.process(new WithWatermark())
            .returns(Types.TUPLE(Types.LONG, Types.LONG))
            .setParallelism(rows.getParallelism())
            .executeAndCollect()) {
      results.forEachRemaining(read::add);
    }
    return read;
  }

  private static final class WithWatermark extends ProcessFunction<Event, Tuple2<Long, Long>> {
    @Override
    public void processElement(Event row, Context context, Collector<Tuple2<Long, Long>> out) {
      out.collect(Tuple2.of(row.idNumber(), context.timerService().currentWatermark()));
    }
  }

  /** Slow enough for checkpoints to come between. */
  private static final class Pause extends ProcessFunction<Event, Long> {
    @Override
    public void processElement(Event row, Context context, Collector<Long> out)
        throws InterruptedException {
      if (row.idNumber() % 10 == 0) {
        Thread.sleep(1);
      }
      out.collect(row.idNumber());
    }
  }
}
