package io.millrace.job.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.testing.Cluster;
import io.millrace.job.testing.DuckDb;
import io.millrace.job.testing.PacedSource;
import io.millrace.record.QualityResult;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimitedSourceReader;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The input ends while a checkpoint is under way that began before its end. What came since belongs
 * to the next checkpoint: a failure ahead of that one reads it again.
 */
class EndOfInputIT {
  private static final int FIRST = 20;
  private static final int ALL = 60;

  /** Long enough for the end of the input to travel from the writer to the committer. */
  private static final long HEAD_START_MILLIS = 300;

  private static final CountDownLatch ENDED = new CountDownLatch(1);
  private static final AtomicBoolean FAILED = new AtomicBoolean();

  @RegisterExtension static final MiniClusterExtension CLUSTER = Cluster.extension();

  @TempDir Path folder;

  @Test
  void repeatsNoRowWhenTheLastCheckpointFails() throws Exception {
    StreamExecutionEnvironment env = Cluster.environment(1, 20, 1);
    DataStream<Long> numbers =
        env.fromSource(new EndsBehindABarrier(), WatermarkStrategy.noWatermarks(), "numbers")
            .map(new TellEnd());
    numbers
        .map(EndOfInputIT::row)
        .returns(new AvroTypeInfo<>(QualityResult.class))
        .sinkTo(
            LakeSink.exactlyOnce(
                new org.apache.flink.core.fs.Path(folder.toUri()),
                ParquetFiles.records(QualityResult.class),
                TimePartitions.by(List.of("dt"), row -> row.getWindowStart().toEpochMilli()),
                CommitListener.Factory.none()))
        .name("lake")
        .uid("lake");
    // Reads the numbers as well: a failure restarts only what is connected.
    env.fromSource(new PacedSource(1, 4), WatermarkStrategy.noWatermarks(), "others")
        .union(numbers)
        .map(new Brake())
        .sinkTo(new DiscardingSink<>());
    env.execute();

    assertThat(FAILED).isTrue();
    assertThat(DuckDb.query("SELECT value::BIGINT FROM " + DuckDb.parquet(folder) + " ORDER BY 1"))
        .extracting(row -> (Long) row.get(0))
        .containsExactlyElementsOf(LongStream.range(0, ALL).boxed().toList());
  }

  private static QualityResult row(Long number) {
    return QualityResult.newBuilder()
        .setPipeline("test")
        .setWindowStart(Instant.EPOCH)
        .setWindowEnd(Instant.EPOCH)
        .setGroupKey("")
        .setRule("")
        .setMetric("")
        .setValue(number.doubleValue())
        .setPassed(true)
        .setRevision(0)
        .setRulesetHash("")
        .build();
  }

  /** Gives some numbers, and the rest once a checkpoint barrier has left. */
  private static final class EndsBehindABarrier extends NumberSequenceSource {
    private static final long serialVersionUID = 1L;

    EndsBehindABarrier() {
      super(0, ALL - 1);
    }

    @Override
    public SourceReader<Long, NumberSequenceSplit> createReader(SourceReaderContext context) {
      Gate gate = new Gate();
      return new RateLimitedSourceReader<>(super.createReader(context), gate) {
        @Override
        public List<NumberSequenceSplit> snapshotState(long checkpointId) {
          List<NumberSequenceSplit> splits = super.snapshotState(checkpointId);
          gate.open.complete(null);
          return splits;
        }
      };
    }
  }

  private static final class Gate implements RateLimiter {
    final CompletableFuture<Void> open = new CompletableFuture<>();
    private int given;

    @Override
    public CompletionStage<Void> acquire() {
      return given++ < FIRST ? CompletableFuture.completedFuture(null) : open;
    }
  }

  private static final class TellEnd extends RichMapFunction<Long, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Long map(Long number) {
      if (number == ALL - 1) {
        ENDED.countDown();
      }
      return number;
    }
  }

  /** Delays a checkpoint until the numbers have ended, and fails the one after it. */
  private static final class Brake implements MapFunction<Long, Long>, CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    @Override
    public Long map(Long number) {
      return number;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
      if (ENDED.getCount() == 0) {
        if (FAILED.compareAndSet(false, true)) {
          throw new IllegalStateException("failing once, as the test wants");
        }
        return;
      }
      ENDED.await();
      TimeUnit.MILLISECONDS.sleep(HEAD_START_MILLIS);
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}
  }
}
