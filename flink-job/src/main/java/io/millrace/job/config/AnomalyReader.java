package io.millrace.job.config;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.expression.Expression;
import io.millrace.job.expression.ExpressionCompiler;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one {@code anomalies} item of the features: the scores of an entity's numbers. */
final class AnomalyReader {
  static final String ANOMALIES = "anomalies";

  private static final Set<ColumnType> NUMBERS =
      EnumSet.of(ColumnType.INT, ColumnType.LONG, ColumnType.DOUBLE);

  private final Columns columns;
  private final ExpressionCompiler compiler;
  private final Problems problems;
  private final EntityReader entities;

  AnomalyReader(
      Columns columns, ExpressionCompiler compiler, Problems problems, EntityReader entities) {
    this.columns = columns;
    this.compiler = compiler;
    this.problems = problems;
    this.entities = entities;
  }

  FeatureStep.Anomalies read(YamlMap item) {
    for (String other : List.of("derive", "windows", "delay", "aggregates")) {
      if (item.has(other)) {
        problems.add(
            item.where(), "entity and anomalies alone", other, "make them two items of the list");
      }
    }
    int entityColumn = entities.entityColumn(item);
    String entity = item.get("entity").map(YamlValue::scalar).orElse("");
    List<FeatureStep.DerivedColumn> scores = new ArrayList<>();
    Map<String, YamlValue> named =
        item.require(ANOMALIES, "{ anomaly_score: value }")
            .map(FeaturesReader::named)
            .orElse(Map.of());
    named.forEach((name, value) -> score(name, value, entity).ifPresent(scores::add));
    return new FeatureStep.Anomalies(entityColumn, scores);
  }

  private Optional<FeatureStep.DerivedColumn> score(String name, YamlValue value, String entity) {
    columns.reading(List.of(name));
    Optional<Expression> number =
        value
            .expression("value")
            .flatMap(
                text ->
                    compiler.compile(text, columns, fault -> problems.add(value.where(), fault)))
            .filter(expression -> isNumber(expression, value));
    if (number.isEmpty()) {
      columns.setFaulty(name);
      return Optional.empty();
    }
    String doc = "anomaly score of " + number.get().text() + " in the series of " + entity;
    Column column = Column.of(name, ColumnType.DOUBLE, true, Column.Kind.FEATURE, doc);
    return Optional.of(
        new FeatureStep.DerivedColumn(columns.add(column, value.where()), number.get()));
  }

  private boolean isNumber(Expression expression, YamlValue value) {
    if (NUMBERS.contains(expression.type())) {
      return true;
    }
    problems.add(
        value.where(),
        "a number of type " + PipelineReader.join(NUMBERS),
        expression.text() + ", which is " + expression.type(),
        "score a number");
    return false;
  }
}
