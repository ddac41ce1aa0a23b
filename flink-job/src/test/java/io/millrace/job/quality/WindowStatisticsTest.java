package io.millrace.job.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.udf.quality.Estimate;
import io.millrace.udf.quality.Statistic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Which columns and events each metric is of; that the statistics are right is tested with them.
 */
class WindowStatisticsTest {
  private static final PipelineFiles FILES =
      Readings.with(
          "  late-events: { most: 5 }\n"
              + "  duplicates: {}\n"
              + "  arrival-lag: { ranks: [0, 1], most: 30s }\n"
              + "  quantiles: { celsius: [0.5] }\n",
          "Rules = [\n"
              + "  RowCount > 0 where \"celsius > 15\",\n"
              + "  Completeness \"sensor\" > 0,\n"
              + "  Uniqueness \"sensor\" > 0,\n"
              + "  UniqueValueRatio \"sensor\" > 0,\n"
              + "  DistinctValuesCount \"sensor\" > 0,\n"
              + "  Entropy \"sensor\" > 0,\n"
              + "  Mean \"celsius\" > 0,\n"
              + "  Sum \"celsius\" > 0 where \"sensor = 'a'\",\n"
              + "  StandardDeviation \"celsius\" > 0,\n"
              + "  ColumnCorrelation \"celsius\" \"celsius\" > 0,\n"
              + "  ColumnCount = 4,\n"
              + "  IsPrimaryKey \"id\" \"sensor\",\n"
              + "  ColumnLength \"sensor\" < 2\n"
              + "]");

  @Test
  void eachMetricIsOfItsColumnsAndEvents() {
    Pipeline pipeline = Pipeline.of(FILES);
    WindowStatistics statistics = statistics(pipeline);
    Statistic[] window = statistics.empty();
    events(pipeline).forEach(event -> statistics.update(window, event));
    assertThat(values(pipeline, statistics, window))
        .containsExactly(
            "Dataset.*.RowCount 2.0000",
            "Column.sensor.Completeness 0.8000",
            "Column.sensor.Uniqueness 0.5000",
            "Column.sensor.UniqueValueRatio 0.6667",
            "Column.sensor.DistinctValuesCount 3.0000",
            "Column.sensor.Entropy 1.0397",
            "Column.celsius.Mean 15.0000",
            "Column.celsius.Sum 30.0000",
            "Column.celsius.StandardDeviation 5.0000",
            "Multicolumn.[celsius,celsius].ColumnCorrelation 1.0000",
            "Dataset.*.ColumnCount 4.0000",
            "Multicolumn.[id,sensor].Uniqueness 1.0000",
            "Column.id.Completeness 1.0000",
            "Column.sensor.ColumnLength.Compliance 0.8000",
            "Dataset.*.LateEvents 1.0000",
            "Dataset.*.Duplicates 0.2000",
            "Dataset.*.ArrivalLag.0 -4.9930",
            "Dataset.*.ArrivalLag.1 -0.9930",
            "Column.celsius.Quantile.0.5 10.0000");
  }

  @Test
  void whatIsSplitAndWrittenAndMergedAnswersTheSame() throws Exception {
    Pipeline pipeline = Pipeline.of(FILES);
    WindowStatistics statistics = statistics(pipeline);
    Statistic[] whole = statistics.empty();
    Statistic[] merged = statistics.empty();
    for (Event event : events(pipeline)) {
      statistics.update(whole, event);
      Statistic[] part = statistics.empty();
      statistics.update(part, event);
      statistics.merge(merged, statistics.read(statistics.write(part)));
    }
    assertThat(values(pipeline, statistics, merged)).isEqualTo(values(pipeline, statistics, whole));
  }

  @Test
  void metricsOfTheSameColumnsAndEventsShareAStatistic() {
    String all = "Rules = [ Uniqueness \"sensor\" > 0, Entropy \"sensor\" > 0 ]";
    String one = "Rules = [ DistinctValuesCount \"sensor\" > 7 ]";
    assertThat(statistics(Pipeline.of(Readings.ungrouped(all))).empty()).hasSize(1);
    assertThat(statistics(Pipeline.of(Readings.ungrouped(all))).hash())
        .isEqualTo(statistics(Pipeline.of(Readings.ungrouped(one))).hash())
        .isNotEqualTo(statistics(Pipeline.of(FILES)).hash());
  }

  private static WindowStatistics statistics(Pipeline pipeline) {
    return new WindowStatistics(pipeline.quality(), pipeline.layout());
  }

  private static List<String> values(
      Pipeline pipeline, WindowStatistics statistics, Statistic[] window) {
    List<String> values = new ArrayList<>();
    int metrics = pipeline.quality().ruleset().metrics().size();
    for (int i = 0; i < statistics.size(); i++) {
      Estimate estimate = statistics.value(i, window, 0);
      String name =
          i < metrics
              ? pipeline.quality().ruleset().metrics().get(i).name()
              : pipeline.quality().measures().get(i - metrics).name();
      values.add(String.format(Locale.ROOT, "%s %.4f", name, estimate.value()));
    }
    return values;
  }

  private static List<Event> events(Pipeline pipeline) {
    List<Event> events = new ArrayList<>();
    String[] sensors = {"a", "a", "b", null, "ccc"};
    Double[] celsius = {10.0, 20.0, 10.0, null, 20.0};
    int broken = pipeline.quality().ruleset().rowRules().size();
    for (int i = 0; i < sensors.length; i++) {
      Event event =
          new Event(
              "x".getBytes(StandardCharsets.UTF_8),
              Origin.ofFile("in", "file", i, 7),
              pipeline.layout().size());
      event.setTimeMillis((i + 1) * 1000L);
      event.setId("r" + i % 4);
      event.setObject(pipeline.layout().position("id"), "r" + i);
      event.setObject(pipeline.layout().position("sensor"), sensors[i]);
      if (celsius[i] != null) {
        event.setDouble(pipeline.layout().position("celsius"), celsius[i]);
      }
      event.setLate(i == 2);
      event.setBrokenRules(i == 4 ? (1L << broken) - 1 : 0);
      events.add(event);
    }
    return events;
  }
}
