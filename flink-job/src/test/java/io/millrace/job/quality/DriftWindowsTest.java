package io.millrace.job.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.job.config.InvalidPipelineException;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import io.millrace.job.config.QualityMeasure;
import io.millrace.job.config.QualitySpec;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.udf.quality.Statistic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Drift of the payments pipeline's inputs and score, from the baselines of its model card. */
class DriftWindowsTest {
  private static final String PAYMENTS_TIME = "night";
  private static final long DAY = 24 * 3600 * 1000L;
  private static final long YEAR = 365 * DAY;

  @Test
  void bothMeasuresOfEachInputThatIsNotTheCalendarAndOfTheScore() {
    List<String> names =
        drift("{}").measures().stream().map(QualityMeasure::text).collect(Collectors.toList());
    assertThat(names)
        .contains(
            "drift amount population-stability <= 0.25",
            "drift amount jensen-shannon <= 0.2",
            "drift customer_count_1d population-stability <= 0.25",
            "drift score population-stability <= 0.25")
        .noneMatch(name -> name.contains("night") || name.contains("weekend"));
    assertThat(drift("{ columns: [night, score], population-stability: 0.5, window: 1h }"))
        .satisfies(
            spec -> {
              assertThat(spec.window()).hasToString("PT1H");
              assertThat(spec.measures())
                  .extracting(QualityMeasure::text)
                  .containsExactly(
                      "drift night population-stability <= 0.5",
                      "drift night jensen-shannon <= 0.2",
                      "drift score population-stability <= 0.5",
                      "drift score jensen-shannon <= 0.2");
            });
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    assertThatThrownBy(() -> drift("{ columns: [amuont] }"))
        .isInstanceOf(InvalidPipelineException.class)
        .hasMessageContaining("an input of the model, or score")
        .hasMessageContaining("'amount'");
    assertThatThrownBy(() -> drift("{ population-stability: -1 }"))
        .isInstanceOf(InvalidPipelineException.class)
        .hasMessageContaining("a number above 0, e.g. 0.25");
    Map<String, byte[]> files = payments("{}");
    files.remove(PipelineFiles.MODEL_CARD);
    assertThatThrownBy(() -> Pipeline.of(PipelineFiles.of("payments", files)))
        .isInstanceOf(InvalidPipelineException.class)
        .hasMessageContaining("a model card model/model.json in the folder");
    files.put(PipelineFiles.MODEL_CARD, "{".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Pipeline.of(PipelineFiles.of("payments", files)))
        .isInstanceOf(InvalidPipelineException.class)
        .hasMessageContaining("a model card with baselines");
  }

  @Test
  void aDayOfValuesAsInTrainingIsNoDriftAndMovedOnesAreInEachWindow() throws Exception {
    Pipeline pipeline = Pipeline.of(PipelineFiles.of("payments", payments("{}")));
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      for (int window = 0; window < 24; window++) {
        assertThat(broken(pipeline, random, 1_000, 1, 0)).as("seed %d", seed).isEmpty();
      }
      assertThat(broken(pipeline, random, 1_000, 2.5, 0))
          .as("seed %d, amounts two and a half times as high", seed)
          .contains("amount");
      assertThat(broken(pipeline, random, 1_000, 1, 0.3))
          .as("seed %d, missing amounts", seed)
          .containsExactly("amount");
    }
    assertThat(broken(pipeline, new Random(1), 999, 100, 0)).as("too few to tell").isEmpty();
  }

  @Test
  void whatLooksBackIsComparedWhenTheStreamHasBeenWatchedForSoLong() {
    Map<String, Long> days = new TreeMap<>();
    for (QualityMeasure measure : drift("{}").measures()) {
      String name = measure.text().split(" ")[1];
      days.put(name, measure.drift().past().toDays());
    }
    assertThat(days)
        .containsEntry("amount", 0L)
        .containsEntry("amount_ratio", 7L)
        .containsEntry("customer_count_1d", 1L)
        .containsEntry("terminal_risk_30d", 37L)
        .containsEntry("score", 37L);
  }

  @Test
  void aNewStreamIsToldNoDriftInFeaturesOfAPastItDoesNotHave() throws Exception {
    Pipeline pipeline = Pipeline.of(PipelineFiles.of("payments", payments("{}")));
    QualitySpec spec = pipeline.quality().drift().orElseThrow();
    WindowStatistics statistics = new WindowStatistics(spec, pipeline.layout());
    Statistic[] window = statistics.empty();
    Baselines baselines = new Baselines(pipeline);
    Random random = new Random(1);
    int count = pipeline.layout().position("customer_count_7d");
    for (int i = 0; i < 2_000; i++) {
      Event event = baselines.draw(random, 1, 0);
      event.setLong(count, 0);
      statistics.update(window, event);
    }
    int measure = -1;
    for (int i = 0; i < spec.measures().size() && measure < 0; i++) {
      measure = spec.measures().get(i).column() == count ? i : -1;
    }
    assertThat(statistics.value(measure, window, 7 * DAY - 1).value()).isNaN();
    assertThat(statistics.value(measure, window, 7 * DAY).value()).isGreaterThan(0.25);
  }

  @Test
  void eventsThatAreNotScoredOrScoredByARuleAreNotCompared() throws Exception {
    Pipeline pipeline = Pipeline.of(PipelineFiles.of("payments", payments("{}")));
    QualitySpec spec = pipeline.quality().drift().orElseThrow();
    WindowStatistics statistics = new WindowStatistics(spec, pipeline.layout());
    Statistic[] window = statistics.empty();
    Baselines baselines = new Baselines(pipeline);
    for (int i = 0; i < 3_000; i++) {
      Event event = baselines.draw(new Random(i), 100, 0);
      event.setObject(pipeline.layout().position("event_type"), "refund");
      event.setObject(pipeline.layout().position("degraded_reason"), "TIMEOUT");
      statistics.update(window, event);
    }
    for (int i = 0; i < statistics.size(); i++) {
      assertThat(statistics.value(i, window, YEAR).value()).isNaN();
    }
  }

  /** Names of the columns that drift in a window of these events. */
  private static List<String> broken(
      Pipeline pipeline, Random random, int events, double factor, double missing)
      throws Exception {
    QualitySpec spec = pipeline.quality().drift().orElseThrow();
    WindowStatistics statistics = new WindowStatistics(spec, pipeline.layout());
    Statistic[] window = statistics.empty();
    Baselines baselines = new Baselines(pipeline);
    for (int i = 0; i < events; i++) {
      statistics.update(window, baselines.draw(random, factor, missing));
    }
    List<String> broken = new ArrayList<>();
    for (int i = 0; i < statistics.size(); i++) {
      QualityMeasure measure = spec.measures().get(i);
      if (!measure.holds(statistics.value(i, window, YEAR).value())) {
        broken.add(pipeline.layout().column(measure.column()).name());
      }
    }
    return broken.stream().distinct().collect(Collectors.toList());
  }

  private static QualitySpec drift(String section) {
    return Pipeline.of(PipelineFiles.of("payments", payments(section)))
        .quality()
        .drift()
        .orElseThrow();
  }

  private static Map<String, byte[]> payments(String section) {
    Map<String, byte[]> files = new TreeMap<>(Pipelines.open("payments").withoutArchives());
    String text = new String(files.get("pipeline.yaml"), StandardCharsets.UTF_8);
    String line = "(?m)^  drift: .*$";
    assertThat(text).containsPattern(line).contains(PAYMENTS_TIME);
    files.put(
        "pipeline.yaml",
        text.replaceFirst(line, Matcher.quoteReplacement("  drift: " + section))
            .getBytes(StandardCharsets.UTF_8));
    return files;
  }

  /** Draws events whose inputs and score are distributed as the card's baselines. */
  private static final class Baselines {
    private final Pipeline pipeline;
    private final Map<String, JsonNode> byName = new TreeMap<>();

    private Baselines(Pipeline pipeline) throws Exception {
      this.pipeline = pipeline;
      JsonNode card = new ObjectMapper().readTree(pipeline.files().bytes(PipelineFiles.MODEL_CARD));
      for (JsonNode input : card.path("inputs")) {
        byName.put(input.path("name").asText(), input.path("baseline"));
      }
      byName.put("score", card.path("score").path("baseline"));
    }

    private Event draw(Random random, double factor, double missingAmounts) {
      Event event = new Event(new byte[1], Origin.ofFile("in", "file", 1, 7), size());
      event.setObject(pipeline.layout().position("event_type"), "payment");
      byName.forEach(
          (name, baseline) -> {
            int column = pipeline.layout().position(name);
            boolean amount = name.equals("amount");
            boolean missing =
                random.nextDouble() < baseline.path("missing").asDouble()
                    || (amount && random.nextDouble() < missingAmounts);
            double value = value(baseline, random.nextDouble()) * (amount ? factor : 1);
            if (missing) {
              event.setNull(column);
            } else if (pipeline.layout().column(column).type() == ColumnType.DOUBLE) {
              event.setDouble(column, value);
            } else {
              event.setLong(column, (long) value);
            }
          });
      return event;
    }

    private int size() {
      return pipeline.layout().size();
    }

    /** The upper edge of a bin; of the last one, a value above all edges. */
    private static double value(JsonNode baseline, double random) {
      JsonNode edges = baseline.path("edges");
      double left = random;
      for (int bin = 0; bin < edges.size(); bin++) {
        left -= baseline.path("shares").get(bin).asDouble();
        if (left < 0) {
          return (float) edges.get(bin).asDouble();
        }
      }
      return edges.size() == 0 ? 0 : (float) (edges.get(edges.size() - 1).asDouble() + 1);
    }
  }
}
