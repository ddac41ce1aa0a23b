package io.millrace.job.config;

import io.millrace.job.event.Column;
import io.millrace.job.expression.Suggestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/** Reads what the {@code quality} section measures beside its ruleset. */
final class QualityMeasureReader {
  static final String LATE_EVENTS = "late-events";
  static final String DUPLICATES = "duplicates";
  static final String ARRIVAL_LAG = "arrival-lag";
  static final String QUANTILES = "quantiles";

  private static final String MOST = "most";
  private static final String RANKS = "ranks";

  private final Columns columns;
  private final Problems problems;

  QualityMeasureReader(Columns columns, Problems problems) {
    this.columns = columns;
    this.problems = problems;
  }

  List<QualityMeasure> read(YamlMap quality) {
    List<QualityMeasure> measures = new ArrayList<>();
    quality
        .get(LATE_EVENTS)
        .flatMap(value -> bounded(value, Double.MAX_VALUE, QualityMeasure::lateEvents))
        .ifPresent(measures::add);
    quality
        .get(DUPLICATES)
        .flatMap(value -> bounded(value, 1, QualityMeasure::duplicates))
        .ifPresent(measures::add);
    quality.get(ARRIVAL_LAG).ifPresent(value -> readLag(value, measures));
    quality
        .get(QUANTILES)
        .flatMap(value -> value.entries("fields and their ranks, as amount: [0.5, 0.99]"))
        .ifPresent(
            fields -> fields.forEach((field, ranks) -> readQuantiles(field, ranks, measures)));
    return measures;
  }

  private Optional<QualityMeasure> bounded(
      YamlValue value, double greatest, DoubleFunction<QualityMeasure> measure) {
    Optional<YamlMap> map = value.map(MOST);
    if (map.isEmpty()) {
      return Optional.empty();
    }
    String expected =
        greatest == 1 ? "a share from 0 to 1, e.g. 0.01" : "a number of 0 or more, e.g. 100";
    Optional<YamlValue> most = map.get().get(MOST);
    if (most.isEmpty()) {
      return Optional.of(measure.apply(Double.NaN));
    }
    return most.get()
        .number(expected)
        .flatMap(
            number ->
                number >= 0 && number <= greatest
                    ? Optional.of(measure.apply(number))
                    : most.get().problem(expected, "correct it, or leave it out to only measure"));
  }

  private void readLag(YamlValue value, List<QualityMeasure> measures) {
    Optional<YamlMap> lag = value.map(RANKS, MOST);
    if (lag.isEmpty()) {
      return;
    }
    Duration most =
        lag.get()
            .get(MOST)
            .flatMap(bound -> bound.duration(Duration.ZERO, Defaults.LONGEST))
            .orElse(null);
    lag.get()
        .require(RANKS, "[0.5, 0.99]")
        .ifPresent(
            ranks ->
                ranks(ranks).forEach(rank -> measures.add(QualityMeasure.arrivalLag(rank, most))));
  }

  private void readQuantiles(String field, YamlValue value, List<QualityMeasure> measures) {
    List<Double> ranks = ranks(value);
    if (columns.areFieldsUnknown() || columns.isFaulty(field)) {
      return;
    }
    int position = columns.position(field);
    if (position < 0 || columns.column(position).kind() != Column.Kind.FIELD) {
      value.problemOfKey(
          "a field of the event",
          field,
          Suggestion.remedy(field, columns.names(Column.Kind.FIELD)));
    } else if (!columns.column(position).type().isNumeric()) {
      problems.add(
          value.where(),
          "a field of numbers",
          "'" + field + "', which is " + columns.column(position).type(),
          "remove it: only numbers have quantiles");
    } else {
      ranks.forEach(rank -> measures.add(QualityMeasure.quantile(field, position, rank)));
    }
  }

  private List<Double> ranks(YamlValue value) {
    String expected = "a list of ranks from 0 to 1, e.g. [0.5, 0.99]";
    List<Double> ranks = new ArrayList<>();
    if (value.isEmpty()) {
      value.problem(expected, "name one, or remove the key");
      return ranks;
    }
    for (YamlValue item : value.list(expected)) {
      item.number("a rank from 0 to 1")
          .ifPresent(
              rank -> {
                if (rank < 0 || rank > 1) {
                  item.problem("a rank from 0 to 1", "write e.g. 0.99 for 99 %");
                } else if (ranks.contains(rank)) {
                  item.problem("each rank once", "remove one");
                } else {
                  ranks.add(rank);
                }
              });
    }
    return ranks;
  }
}
