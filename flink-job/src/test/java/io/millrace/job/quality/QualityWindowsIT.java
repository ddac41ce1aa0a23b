package io.millrace.job.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventTypeInfo;
import io.millrace.job.event.Event;
import io.millrace.job.validate.EvaluateRules;
import io.millrace.record.QualityResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QualityWindowsIT {
  private static final int EVENTS = 4_000;

  /** Two halves of the events go over the same minutes, so each window is fed by all subtasks. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void windowsAddUpToAllEventsAtAnyParallelism(int parallelism) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    StreamExecutionEnvironment job =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    PipelineFiles files = Readings.grouped();
    DataStream<Event> events =
        job.fromSequence(0, EVENTS - 1)
            .map(new ToReading(files))
            .returns(EventTypeInfo.of(files))
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<Event>forMonotonousTimestamps()
                    .withTimestampAssigner((event, time) -> event.timeMillis()));

    List<QualityResult> results = new ArrayList<>();
    try (CloseableIterator<QualityResult> iterator =
        QualityWindows.attach(EvaluateRules.attach(events, files), files).executeAndCollect()) {
      iterator.forEachRemaining(results::add);
    }

    // 2,000 seconds are 34 windows, each with three groups; the last window is not full.
    assertThat(results).hasSize(34 * 3 * 5);
    assertThat(results).allMatch(result -> result.getRevision() == 0);
    assertThat(sum(results, "RowCount > 1", "sensor=a")).isEqualTo("2000.000");
    assertThat(sum(results, "RowCount > 1", "sensor=b")).isEqualTo("1000.000");
    assertThat(sum(results, "RowCount > 1", "sensor is null")).isEqualTo("1000.000");
    assertThat(sum(results, "IsComplete \"sensor\"", "sensor is null")).isEqualTo("0.000");
    assertThat(
            results.stream()
                .filter(result -> result.getRule().startsWith("Mean"))
                .filter(result -> result.getGroupKey().equals("sensor=a"))
                .map(QualityResult::getValue)
                .collect(Collectors.toSet()))
        .containsExactly(15.0);
  }

  private static String sum(List<QualityResult> results, String rule, String group) {
    double sum =
        results.stream()
            .filter(result -> result.getRule().equals(rule))
            .filter(result -> result.getGroupKey().equals(group))
            .mapToDouble(QualityResult::getValue)
            .sum();
    return String.format(Locale.ROOT, "%.3f", sum);
  }

  private static final class ToReading extends RichMapFunction<Long, Event> {
    private final PipelineFiles files;
    private transient Pipeline pipeline;

    private ToReading(PipelineFiles files) {
      this.files = files;
    }

    @Override
    public void open(OpenContext context) {
      pipeline = Pipeline.of(files);
    }

    @Override
    public Event map(Long number) {
      String[] sensors = {"a", null, "a", "b"};
      long second = number % (EVENTS / 2);
      return Readings.event(
          pipeline, second, sensors[(int) (number % 4)], number % 4 == 0 ? 10.0 : 20.0);
    }
  }
}
