package io.millrace.job.kinesis;

import io.millrace.job.decode.RawEventTypeInfo;
import io.millrace.job.event.RawEvent;
import io.millrace.job.source.KinesisEvents;
import io.millrace.job.source.KinesisSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.functions.windowing.ProcessAllWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/**
 * The smallest job that shows what the source's watermarks do: ids in windows of one second of
 * event time, and which events came behind the watermark.
 */
final class WindowJob {
  private static final Duration WINDOW = Duration.ofSeconds(1);
  private static final Duration ORDERING = Duration.ofMillis(200);
  private static final Duration HORIZON = ORDERING.plus(WINDOW).plus(WINDOW);

  /** What each job put out, by its name; the jobs run in the test's own process. */
  private static final Map<String, Output> OUTPUTS = new ConcurrentHashMap<>();

  private WindowJob() {}

  /** What a job put out. */
  static final class Output {
    /** Windows that were closed, as {@code start in seconds: ids in order}. */
    final List<String> windows = new CopyOnWriteArrayList<>();

    /** Ids of the events that were read. */
    final List<String> read = new CopyOnWriteArrayList<>();

    /** Ids of the events among them that came behind the watermark. */
    final List<String> behind = new CopyOnWriteArrayList<>();

    /** Why the other records are no events. */
    final List<String> deadLetters = new CopyOnWriteArrayList<>();
  }

  static Output output(String job) {
    return OUTPUTS.computeIfAbsent(job, unknown -> new Output());
  }

  static void define(StreamExecutionEnvironment env, String job, KinesisSettings settings) {
    env.getConfig().enableObjectReuse();
    LineDecoder decoder = new LineDecoder();
    KinesisEvents.attach(env, settings, decoder, new RawEventTypeInfo(decoder), ORDERING, HORIZON)
        .flatMap((RawEvent record, Collector<String> out) -> decode(job, record, out), Types.STRING)
        .uid("decode")
        .process(new Watch(job), Types.STRING)
        .uid("watch")
        .setParallelism(1)
        .windowAll(TumblingEventTimeWindows.of(WINDOW))
        .process(new Close(job), Types.STRING)
        .uid("windows")
        .sinkTo(new DiscardingSink<>())
        .uid("sink")
        .setParallelism(1);
  }

  private static void decode(String job, RawEvent record, Collector<String> out) {
    if (record.decoded().isEvent()) {
      out.collect(record.decoded().event().id());
    } else {
      output(job).deadLetters.add(record.decoded().reason().name());
    }
  }

  /** Stands after the exchange, where the watermarks of all subtasks meet. */
  private static final class Watch extends ProcessFunction<String, String> {
    private static final long serialVersionUID = 1L;

    private final String job;

    Watch(String job) {
      this.job = job;
    }

    @Override
    public void processElement(String id, Context context, Collector<String> out) {
      output(job).read.add(id);
      if (context.timestamp() <= context.timerService().currentWatermark()) {
        output(job).behind.add(id);
      }
      out.collect(id);
    }
  }

  private static final class Close extends ProcessAllWindowFunction<String, String, TimeWindow> {
    private static final long serialVersionUID = 1L;

    private final String job;

    Close(String job) {
      this.job = job;
    }

    @Override
    public void process(Context context, Iterable<String> ids, Collector<String> out) {
      List<String> sorted = new ArrayList<>();
      ids.forEach(sorted::add);
      Collections.sort(sorted);
      long start = (context.window().getStart() - LineDecoder.START) / 1000;
      output(job).windows.add(start + ": " + String.join(" ", sorted));
    }
  }
}
