package io.millrace.job.config;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.expression.AggregateCall;
import io.millrace.job.expression.Expression;
import io.millrace.job.expression.ExpressionCompiler;
import io.millrace.job.expression.Suggestion;
import io.millrace.udf.aggregate.AggregateType;
import io.millrace.udf.aggregate.Aggregates;
import io.millrace.udf.aggregate.WindowAggregate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  FeatureStep.Entity read(YamlMap item) {
    Optional<YamlValue> entityValue = item.require("entity", "customer_id");
    String entity = entityValue.flatMap(e -> e.text(ENTITY)).orElse("");
    int entityColumn = entity.isEmpty() ? -1 : entityColumn(entityValue.get(), entity);
    Map<String, Duration> windows =
        item.require("windows", "[1d, 7d]").map(this::windows).orElse(Map.of());
    Duration delay = item.duration("delay", Defaults.DELAY, Duration.ZERO, Defaults.LONGEST);
    Map<String, Integer> inputs = new LinkedHashMap<>();
    List<AggregateInput> expressions = new ArrayList<>();
    List<FeatureStep.WindowFeature> features = new ArrayList<>();
    Map<String, YamlValue> aggregates =
        item.require("aggregates", "{ customer_count: count() }")
            .map(FeaturesReader::named)
            .orElse(Map.of());
    String of = " of " + entity + (delay.isZero() ? "" : ", " + Quantities.text(delay) + " ago");
    aggregates.forEach(
        (name, value) -> {
          columns.reading(name);
          Optional<Feature> feature = feature(value, inputs, expressions);
          windows.forEach(
              (windowText, window) -> {
                String column = featureName(name, windowText);
                if (feature.isEmpty()) {
                  columns.setFaulty(column);
                } else {
                  String doc = feature.get().text + " over " + windowText + of;
                  features.add(feature.get().over(window, add(column, feature.get(), doc, value)));
                }
              });
        });
    Duration longest = windows.isEmpty() ? Duration.ZERO : Collections.max(windows.values());
    return new FeatureStep.Entity(entityColumn, delay, longest, expressions, features, -1);
  }

  private int add(String name, Feature feature, String doc, YamlValue value) {
    ColumnType type = feature.aggregate.isCount() ? ColumnType.LONG : ColumnType.DOUBLE;
    return columns.add(Column.of(name, type, true, Column.Kind.FEATURE, doc), value.where());
  }

  private int entityColumn(YamlValue value, String name) {
    int position = columns.position(name);
    if (position < 0 && columns.isFaulty(name)) {
      return -1;
    }
    Column.Kind kind = position < 0 ? null : columns.column(position).kind();
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
  private Map<String, Duration> windows(YamlValue list) {
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
                } else {
                  windows.put(item.scalar(), window);
                }
              });
    }
    return windows;
  }

  private Optional<Feature> feature(
      YamlValue value, Map<String, Integer> inputs, List<AggregateInput> expressions) {
    Optional<AggregateCall> parsed =
        value
            .expression("\"mean(amount, default: 0)\"")
            .flatMap(
                text ->
                    ExpressionCompiler.aggregate(
                        text, fault -> problems.add(value.where(), fault)));
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    AggregateCall call = parsed.get();
    AggregateType type = Aggregates.byName(call.aggregate());
    if (type == null) {
      problems.add(
          value.where(),
          "a known aggregate",
          "'" + call.aggregate() + "'",
          Suggestion.remedy(call.aggregate(), Aggregates.names()));
      return Optional.empty();
    }
    WindowAggregate aggregate = type.create(Map.of());
    if (aggregate.isCount() && call.defaultValue().isPresent()) {
      problems.add(
          value.where(), "no default, as a count over an empty window is 0", "one", "remove it");
    }
    if (call.input().isEmpty() && !aggregate.isCount()) {
      problems.add(
          value.where(),
          "a value to aggregate",
          call.aggregate() + "()",
          "write e.g. " + call.aggregate() + "(amount)");
      return Optional.empty();
    }
    if (call.input().isEmpty()) {
      return Optional.of(new Feature(aggregate, -1, null, value.scalar()));
    }
    Double defaultValue = call.defaultValue().orElse(null);
    return input(value, call, aggregate.isCount(), inputs, expressions)
        .map(input -> new Feature(aggregate, input, defaultValue, value.scalar()));
  }

  /** Index of an aggregate's input among those of the entity; equal ones are computed once. */
  private Optional<Integer> input(
      YamlValue value,
      AggregateCall call,
      boolean count,
      Map<String, Integer> inputs,
      List<AggregateInput> expressions) {
    Optional<Expression> expression =
        compiler.compileInput(call, count, columns, fault -> problems.add(value.where(), fault));
    if (expression.isEmpty()) {
      return Optional.empty();
    }
    String text = expression.get().text();
    ColumnType type = expression.get().type();
    if (!type.isNumeric() && type != ColumnType.BOOLEAN) {
      problems.add(
          value.where(),
          "a number or truth value to aggregate",
          text + ", which is " + type,
          "aggregate a number, or count(" + text + ")");
      return Optional.empty();
    }
    Integer index = inputs.putIfAbsent(text, expressions.size());
    if (index != null) {
      return Optional.of(index);
    }
    expressions.add(new AggregateInput(expression.get()));
    return Optional.of(expressions.size() - 1);
  }

  /** An aggregate with its input, before it is known over which window. */
  private static final class Feature {
    private final WindowAggregate aggregate;
    private final int input;
    private final Double defaultValue;
    private final String text;

    Feature(WindowAggregate aggregate, int input, Double defaultValue, String text) {
      this.aggregate = aggregate;
      this.input = input;
      this.defaultValue = defaultValue;
      this.text = text;
    }

    FeatureStep.WindowFeature over(Duration window, int column) {
      return new FeatureStep.WindowFeature(column, aggregate, input, window, defaultValue, text);
    }
  }
}
