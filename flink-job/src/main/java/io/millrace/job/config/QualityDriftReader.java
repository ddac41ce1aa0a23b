package io.millrace.job.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.job.dqdl.Ruleset;
import io.millrace.job.event.Column;
import io.millrace.job.event.RowExpression;
import io.millrace.job.expression.Suggestion;
import io.millrace.udf.quality.Baseline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code quality.drift}: how far the inputs of the model and its score may lie from where
 * they lay in training, as the model card has it.
 *
 * <p>Inputs that are computed from the time of the event alone, such as whether it is a weekend,
 * are left out unless they are named: they only tell which day it is.
 */
final class QualityDriftReader {
  private static final String SCORE = "score";
  private static final double POPULATION_STABILITY = 0.25;
  private static final double JENSEN_SHANNON = 0.2;
  private static final int LEAST_EVENTS = 1_000;

  /** Of a day, so that the hours of the day are no drift. */
  private static final Duration WINDOW = Duration.ofDays(1);

  private final PipelineFiles files;
  private final Columns columns;
  private final Problems problems;

  QualityDriftReader(PipelineFiles files, Columns columns, Problems problems) {
    this.files = files;
    this.columns = columns;
    this.problems = problems;
  }

  /**
   * Reads the section; empty after telling why there is none.
   *
   * @param inference null when the pipeline scores nothing
   * @param timeColumn field that holds the event's time
   */
  Optional<QualitySpec> read(
      YamlValue section,
      InferenceSpec inference,
      List<FeatureStep> features,
      int timeColumn,
      Ruleset ruleset,
      Duration allowedLateness) {
    Optional<YamlMap> map =
        section.map("window", "columns", "population-stability", "jensen-shannon", "least-events");
    if (map.isEmpty() || inference == null) {
      // A faulty inference section, and a backfill, have none either, and no fault in this.
      if (inference == null && files.backfillTable().isEmpty() && problems.isEmpty()) {
        problems.add(
            section.where(),
            "a pipeline with inference",
            "none",
            "remove drift: only inputs of a model have a baseline");
      }
      return Optional.empty();
    }
    Duration window = map.get().duration("window", WINDOW, Duration.ofSeconds(1), Defaults.LONGEST);
    double stability = bound(map.get(), "population-stability", POPULATION_STABILITY);
    double distance = bound(map.get(), "jensen-shannon", JENSEN_SHANNON);
    int least = map.get().wholeNumber("least-events", LEAST_EVENTS, 1, Integer.MAX_VALUE);
    Map<String, Baseline> baselines = baselines(section);
    if (baselines.isEmpty()) {
      return Optional.empty();
    }
    List<String> names =
        map.get()
            .get("columns")
            .map(list -> named(list, baselines))
            .orElseGet(() -> all(inference, calendar(features, timeColumn), baselines));
    List<QualityMeasure> measures = new ArrayList<>();
    RowExpression where = inference.where().orElse(null);
    Map<Integer, Duration> pasts = pasts(features);
    Duration longest = longest(inference.inputs(), pasts);
    for (String name : names) {
      int column = name.equals(SCORE) ? inference.scoreColumn() : columns.position(name);
      QualityDrift drift =
          name.equals(SCORE)
              ? QualityDrift.ofScore(
                  column, baselines.get(name), columns.position("degraded_reason"), least, longest)
              : QualityDrift.ofInput(
                  column, baselines.get(name), where, least, longest(Set.of(column), pasts));
      measures.add(QualityMeasure.populationStability(name, drift, stability));
      measures.add(QualityMeasure.jensenShannon(name, drift, distance));
    }
    return Optional.of(
        new QualitySpec(
            Ruleset.none(ruleset.hash()),
            window,
            allowedLateness,
            List.of(),
            measures,
            null,
            null,
            null));
  }

  private static double bound(YamlMap map, String key, double defaultValue) {
    String expected = "a number above 0, e.g. " + defaultValue;
    return map.get(key)
        .flatMap(
            value ->
                value
                    .number(expected)
                    .flatMap(
                        number ->
                            number > 0
                                ? Optional.of(number)
                                : value.problem(expected, "leave it out for the default")))
        .orElse(defaultValue);
  }

  private List<String> named(YamlValue list, Map<String, Baseline> baselines) {
    List<String> names = new ArrayList<>();
    for (YamlValue item : list.list("a list of inputs of the model, and score")) {
      item.text("an input of the model, or score")
          .ifPresent(
              name -> {
                if (!baselines.containsKey(name)) {
                  item.problem(
                      "an input of the model, or score",
                      Suggestion.remedy(name, baselines.keySet()));
                } else if (names.contains(name)) {
                  item.problem("each column once", "remove one");
                } else {
                  names.add(name);
                }
              });
    }
    return names;
  }

  private List<String> all(
      InferenceSpec inference, Set<Integer> calendar, Map<String, Baseline> baselines) {
    List<String> names = new ArrayList<>();
    for (int input : inference.inputs()) {
      String name = columns.column(input).name();
      if (!calendar.contains(input) && baselines.containsKey(name)) {
        names.add(name);
      }
    }
    if (baselines.containsKey(SCORE)) {
      names.add(SCORE);
    }
    return names;
  }

  /** Columns that follow from the event's time alone. */
  private static Set<Integer> calendar(List<FeatureStep> features, int timeColumn) {
    Set<Integer> calendar = new HashSet<>();
    calendar.add(timeColumn);
    for (FeatureStep step : features) {
      if (step instanceof FeatureStep.Derive) {
        for (FeatureStep.DerivedColumn derived : ((FeatureStep.Derive) step).columns()) {
          if (!derived.sources().isEmpty() && calendar.containsAll(derived.sources())) {
            calendar.add(derived.column());
          }
        }
      }
    }
    return calendar;
  }

  /** How far back each column looks; those that do not are left out. */
  private static Map<Integer, Duration> pasts(List<FeatureStep> features) {
    Map<Integer, Duration> pasts = new HashMap<>();
    for (FeatureStep step : features) {
      if (step instanceof FeatureStep.Entity) {
        FeatureStep.Entity entity = (FeatureStep.Entity) step;
        for (FeatureStep.WindowFeature feature : entity.windowFeatures()) {
          pasts.put(feature.column(), entity.delay().plus(feature.window()));
        }
      } else if (step instanceof FeatureStep.Derive) {
        for (FeatureStep.DerivedColumn derived : ((FeatureStep.Derive) step).columns()) {
          pasts.put(derived.column(), longest(derived.sources(), pasts));
        }
      }
    }
    return pasts;
  }

  private static Duration longest(Collection<Integer> of, Map<Integer, Duration> pasts) {
    return of.stream()
        .map(column -> pasts.getOrDefault(column, Duration.ZERO))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** Baselines of the card, by input, and of the score; empty after telling why there are none. */
  private Map<String, Baseline> baselines(YamlValue section) {
    Map<String, Baseline> baselines = new LinkedHashMap<>();
    byte[] card = files.bytes(PipelineFiles.MODEL_CARD);
    if (card == null) {
      problems.add(
          section.where(),
          "a model card " + PipelineFiles.MODEL_CARD + " in the folder",
          "none",
          "train a model, or remove drift");
      return baselines;
    }
    try {
      JsonNode json = new ObjectMapper().readTree(card);
      for (JsonNode input : json.path("inputs")) {
        String name = input.path("name").asText();
        int column = columns.position(name);
        boolean known = column >= 0 && columns.column(column).kind() != Column.Kind.SCORE;
        if (input.has("baseline") && known) {
          baselines.put(name, baseline(input.get("baseline")));
        }
      }
      JsonNode score = json.path(SCORE).path("baseline");
      if (!score.isMissingNode()) {
        baselines.put(SCORE, baseline(score));
      }
    } catch (IOException | IllegalArgumentException e) {
      problems.add(
          PipelineFiles.MODEL_CARD,
          "a model card with baselines",
          "'" + e.getMessage() + "'",
          "write it anew by training the model");
      return Map.of();
    }
    if (baselines.isEmpty()) {
      problems.add(
          PipelineFiles.MODEL_CARD,
          "baselines of the model's inputs",
          "none",
          "train the model anew, or remove drift");
    }
    return baselines;
  }

  private static Baseline baseline(JsonNode json) {
    float[] edges = new float[json.path("edges").size()];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = (float) json.path("edges").get(i).asDouble();
    }
    double[] shares = new double[json.path("shares").size()];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = json.path("shares").get(i).asDouble();
    }
    return new Baseline(edges, shares, json.path("missing").asDouble());
  }
}
