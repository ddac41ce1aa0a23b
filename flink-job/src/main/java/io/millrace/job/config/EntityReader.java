package io.millrace.job.config;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.expression.ExpressionCompiler;
import io.millrace.job.expression.Suggestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads one {@code entity} item of the features: its windows and aggregates. */
final class EntityReader {
  private static final Set<ColumnType> ENTITY_TYPES =
      EnumSet.of(ColumnType.STRING, ColumnType.INT, ColumnType.LONG);

  private static final String ENTITY = "a field of the event, or a value derived before";

  private final Columns columns;
  private final ExpressionCompiler compiler;
  private final Problems problems;

  EntityReader(Columns columns, ExpressionCompiler compiler, Problems problems) {
    this.columns = columns;
    this.compiler = compiler;
    this.problems = problems;
  }

  /** Name of an aggregate's feature over one window. */
  static String featureName(String aggregate, String window) {
    return aggregate + '_' + window;
  }

  /** Position of the column that the item names as its entity; -1 when that is a problem. */
  int entityColumn(YamlMap item) {
    Optional<YamlValue> entityValue = item.require("entity", "customer_id");
    String entity = entityValue.flatMap(e -> e.text(ENTITY)).orElse("");
    return entity.isEmpty() ? -1 : entityColumn(entityValue.get(), entity);
  }

  FeatureStep.Entity read(YamlMap item) {
    int entityColumn = entityColumn(item);
    String entity = item.get("entity").map(YamlValue::scalar).orElse("");
    Duration delay = item.duration("delay", Defaults.DELAY, Duration.ZERO, Defaults.LONGEST);
    Map<String, Duration> windows =
        item.require("windows", "[1d, 7d]").map(list -> windows(list, delay)).orElse(Map.of());
    Map<String, YamlValue> aggregates =
        item.require("aggregates", "{ customer_count: count() }")
            .map(FeaturesReader::named)
            .orElse(Map.of());
    AggregateReader reader = new AggregateReader(columns, compiler, problems);
    List<FeatureStep.WindowFeature> features = new ArrayList<>();
    String of = " of " + entity + (delay.isZero() ? "" : ", " + Quantities.text(delay) + " ago");
    aggregates.forEach(
        (name, value) -> {
          columns.reading(
              windows.keySet().stream()
                  .map(window -> featureName(name, window))
                  .collect(Collectors.toList()));
          Optional<AggregateReader.Aggregate> aggregate = reader.read(value);
          windows.forEach(
              (windowText, window) -> {
                String column = featureName(name, windowText);
                if (aggregate.isEmpty()) {
                  columns.setFaulty(column);
                } else {
                  String doc = aggregate.get().text() + " over " + windowText + of;
                  int position = add(column, aggregate.get(), doc, value);
                  features.add(aggregate.get().over(window, position));
                }
              });
        });
    Duration longest = windows.isEmpty() ? Duration.ZERO : Collections.max(windows.values());
    return new FeatureStep.Entity(entityColumn, delay, longest, reader.inputs(), features, -1);
  }

  private int add(String name, AggregateReader.Aggregate aggregate, String doc, YamlValue value) {
    ColumnType type = aggregate.isCount() ? ColumnType.LONG : ColumnType.DOUBLE;
    return columns.add(Column.of(name, type, true, Column.Kind.FEATURE, doc), value.where());
  }

  private int entityColumn(YamlValue value, String name) {
    int position = columns.position(name);
    if (position < 0 && columns.isFaulty(name)) {
      return -1;
    }
    Column.Kind kind = position < 0 ? null : columns.column(position).kind();
    if (kind == Column.Kind.FEATURE) {
      problems.add(
          value.where(),
          ENTITY,
          "'" + name + "', which is a feature",
          "a feature describes an entity and names none; derive a value from it");
      return -1;
    }
    if (kind != Column.Kind.FIELD && kind != Column.Kind.DERIVED) {
      value.problem(
          ENTITY, Suggestion.remedy(name, columns.names(Column.Kind.FIELD, Column.Kind.DERIVED)));
      return -1;
    }
    ColumnType type = columns.column(position).type();
    if (!ENTITY_TYPES.contains(type)) {
      problems.add(
          value.where(),
          "an entity of type " + PipelineReader.join(ENTITY_TYPES),
          "'" + name + "', which is " + type,
          "choose one that names something");
      return -1;
    }
    return position;
  }

  /** The windows by their texts; one with a fault is left out. */
  private Map<String, Duration> windows(YamlValue list, Duration delay) {
    Map<String, Duration> windows = new LinkedHashMap<>();
    List<YamlValue> items = list.list("a list of windows");
    if (list.isEmpty()) {
      list.problem("a list of windows", "name at least one, e.g. [1d, 7d]");
    }
    for (YamlValue item : items) {
      item.duration(Defaults.SHORTEST, Defaults.LONGEST)
          .ifPresent(
              window -> {
                if (windows.containsValue(window)) {
                  item.problem("each window once", "remove one");
                  return;
                }
                windows.put(item.scalar(), window);
                if (delay.plus(window).compareTo(Defaults.RETENTION) > 0) {
                  problems.add(
                      item.where(),
                      "a window that begins at most "
                          + Quantities.text(Defaults.RETENTION)
                          + " back, as events are kept no longer",
                      Quantities.text(window) + " and a delay of " + Quantities.text(delay),
                      "shorten the window or the delay");
                }
              });
    }
    return windows;
  }
}
