package io.millrace.job.config;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.expression.AggregateCall;
import io.millrace.job.expression.Expression;
import io.millrace.job.expression.ExpressionCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the {@code features} section: derived values and windowed aggregates, in their order. */
final class FeaturesReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

  /** Column that names estimates. */
  static final String APPROXIMATE = "approximate_features";

  private static final String DERIVE = "derive";
  private static final String ITEM =
      "a map with derive, or with entity, windows and aggregates, or with entity and anomalies";

  private final Columns columns;
  private final ExpressionCompiler compiler;
  private final Problems problems;
  private final EntityReader entities;
  private final AnomalyReader anomalies;

  FeaturesReader(Columns columns, ExpressionCompiler compiler, Problems problems) {
    this.columns = columns;
    this.compiler = compiler;
    this.problems = problems;
    this.entities = new EntityReader(columns, compiler, problems);
    this.anomalies = new AnomalyReader(columns, compiler, problems, entities);
  }

  List<FeatureStep> read(YamlValue section) {
    List<YamlMap> items = new ArrayList<>();
    for (YamlValue item : section.list("a list of features")) {
      if (item.isMap()) {
        item.map(DERIVE, "entity", "windows", "delay", "aggregates", AnomalyReader.ANOMALIES)
            .ifPresent(items::add);
      } else {
        item.problem(ITEM, "write e.g. derive: { night: isNight(event_time) }");
      }
    }
    columns.setDefinitions(definitions(items));
    List<FeatureStep> steps = new ArrayList<>();
    for (YamlMap item : items) {
      if (item.has(AnomalyReader.ANOMALIES)) {
        steps.add(anomalies.read(item));
        continue;
      }
      if (!item.has(DERIVE)) {
        steps.add(entities.read(item));
        continue;
      }
      if (item.has("entity") || item.has("aggregates")) {
        problems.add(item.where(), ITEM, "both", "make them two items of the list");
      }
      item.get(DERIVE).ifPresent(derive -> steps.add(readDerive(derive)));
    }
    return withApproximateColumn(steps, section);
  }

  /** The steps, and a column that names estimates where a feature can be one. */
  private List<FeatureStep> withApproximateColumn(List<FeatureStep> steps, YamlValue section) {
    if (steps.stream().noneMatch(FeaturesReader::mayEstimate)) {
      return steps;
    }
    Column column =
        Column.of(
            APPROXIMATE,
            ColumnType.STRING,
            true,
            Column.Kind.FEATURE,
            "names of the features of this row that are estimates");
    int position = columns.addOwn(column, section.where());
    return steps.stream()
        .map(
            step ->
                mayEstimate(step)
                    ? ((FeatureStep.Entity) step).withApproximateColumn(position)
                    : step)
        .collect(Collectors.toList());
  }

  private static boolean mayEstimate(FeatureStep step) {
    return step instanceof FeatureStep.Entity && ((FeatureStep.Entity) step).mayEstimate();
  }

  private FeatureStep.Derive readDerive(YamlValue derive) {
    List<FeatureStep.DerivedColumn> derived = new ArrayList<>();
    for (Map.Entry<String, YamlValue> entry : named(derive).entrySet()) {
      YamlValue value = entry.getValue();
      columns.reading(List.of(entry.getKey()));
      Optional<Expression> expression =
          value
              .expression("isNight(event_time)")
              .flatMap(
                  text ->
                      compiler.compile(text, columns, fault -> problems.add(value.where(), fault)));
      if (expression.isEmpty()) {
        columns.setFaulty(entry.getKey());
        continue;
      }
      Column column =
          Column.of(
              entry.getKey(),
              expression.get().type(),
              true,
              Column.Kind.DERIVED,
              expression.get().text());
      int position = columns.add(column, value.where());
      derived.add(new FeatureStep.DerivedColumn(position, expression.get()));
    }
    return new FeatureStep.Derive(derived);
  }

  /** The entries of a map whose keys name columns; a name that cannot be one is a problem. */
  static Map<String, YamlValue> named(YamlValue value) {
    Map<String, YamlValue> entries =
        value.entries("a map of names and what they stand for").orElse(Map.of());
    if (value.isEmpty()) {
      value.problem("names and what they stand for", "add one, or remove the map");
    }
    entries.forEach(
        (name, entry) -> {
          if (!NAME.matcher(name).matches()) {
            entry.problemOfKey(
                "a name of letters, digits and _, that begins with no digit",
                name,
                "rename the column");
          }
        });
    return entries;
  }

  private static Definitions definitions(List<YamlMap> items) {
    Definitions definitions = new Definitions();
    for (YamlMap item : items) {
      for (String expressions : List.of(DERIVE, AnomalyReader.ANOMALIES)) {
        item.get(expressions)
            .ifPresent(
                named ->
                    named.forEachEntry(
                        (name, value) ->
                            definitions.add(
                                name, ExpressionCompiler.names(value.scalar()), value.line())));
      }
      item.get("aggregates")
          .ifPresent(
              aggregates ->
                  aggregates.forEachEntry(
                      (name, value) -> {
                        List<String> reads =
                            ExpressionCompiler.aggregate(value.scalar(), fault -> {})
                                .map(AggregateCall::names)
                                .orElse(List.of());
                        item.get("windows")
                            .ifPresent(
                                windows ->
                                    windows.forEachItem(
                                        window ->
                                            definitions.add(
                                                EntityReader.featureName(name, window.scalar()),
                                                reads,
                                                value.line())));
                      }));
    }
    return definitions;
  }
}
