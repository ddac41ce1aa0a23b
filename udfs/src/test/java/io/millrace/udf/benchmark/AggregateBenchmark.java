package io.millrace.udf.benchmark;

import io.millrace.udf.aggregate.Accumulator;
import io.millrace.udf.aggregate.Aggregates;
import io.millrace.udf.aggregate.WindowAggregate;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an event costs an aggregate: values taken in one block after the other, and blocks of values
 * merged to a window. Run it with
 *
 * <pre>mvn -Pbenchmark -pl udfs verify -DskipTests</pre>
 *
 * <p>A regular expression chooses some of it: {@code -Dbenchmark='AggregateBenchmark.update'};
 * options of JMH go beside it: {@code -Dbenchmark='update -p aggregate=sum,mean'}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class AggregateBenchmark {
  private static final int BLOCK = 128;
  private static final int BLOCKS = 32;
  private static final long MINUTE = 60_000;

  @Param({
    "count",
    "sum",
    "mean",
    "min",
    "max",
    "variance",
    "stddev",
    "varianceSample",
    "stddevSample",
    "first",
    "last",
    "distinctCount",
    "quantile",
    "timeSinceLast",
    "decayedMean",
    "rate"
  })
  String aggregate;

  private final long[] times = new long[BLOCK];
  private final double[] values = new double[BLOCK];
  private final Accumulator[] blocks = new Accumulator[BLOCKS];
  private Accumulator accumulator;
  private Accumulator window;

  /** Every tenth value is absent, and of the others one in four is distinct. */
  @Setup
  public void prepare() {
    Map<String, Double> arguments =
        Map.of("rank", 0.95, "halfLife", 24.0 * 60 * MINUTE, "per", 1000.0);
    WindowAggregate one = Aggregates.byName(aggregate).create(arguments);
    Random random = new Random(1);
    window = one.prepare();
    for (int block = 0; block < BLOCKS; block++) {
      for (int i = 0; i < BLOCK; i++) {
        times[i] = (block * BLOCK + i) * MINUTE;
        values[i] = i % 10 == 0 ? Double.NaN : random.nextInt(BLOCK * BLOCKS / 4) / 100.0;
      }
      blocks[block] = one.prepare();
      blocks[block].update(times, values, 0, BLOCK);
      window.merge(blocks[block]);
    }
    accumulator = one.prepare();
  }

  /** Values of a block, taken in by an empty accumulator. */
  @Benchmark
  public Accumulator update128() {
    accumulator.clear();
    accumulator.update(times, values, 0, BLOCK);
    return accumulator;
  }

  /** Blocks merged by an empty accumulator: more than are counted exactly. */
  @Benchmark
  public Accumulator merge32() {
    accumulator.clear();
    for (Accumulator block : blocks) {
      accumulator.merge(block);
    }
    return accumulator;
  }

  /** Few blocks merged by an empty accumulator, and the result. */
  @Benchmark
  public double merge8AndFinish() {
    accumulator.clear();
    for (int i = 0; i < 8; i++) {
      accumulator.merge(blocks[i]);
    }
    return accumulator.finish(BLOCK * MINUTE, BLOCK * MINUTE);
  }

  /** The result over all blocks, asked once more. */
  @Benchmark
  public double finish() {
    return window.finish(BLOCK * MINUTE, BLOCK * MINUTE);
  }
}
