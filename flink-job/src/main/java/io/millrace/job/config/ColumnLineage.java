package io.millrace.job.config;

import io.millrace.job.event.Column;
import io.millrace.job.event.Layout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which fields of the event each column of the row comes from, through all columns between. */
public final class ColumnLineage {
  private final Layout layout;
  private final List<Set<SourceField>> sources = new ArrayList<>();

  private ColumnLineage(Layout layout) {
    this.layout = layout;
    for (int i = 0; i < layout.size(); i++) {
      sources.add(new TreeSet<>());
    }
  }

  /**
   * The sources of every column of a pipeline, in the order of the row: direct ones first. A column
   * that comes from no field, such as the record's origin, has none.
   */
  public static Map<String, List<SourceField>> of(Pipeline pipeline) {
    ColumnLineage lineage = new ColumnLineage(pipeline.layout());
    lineage.trace(pipeline);
    Map<String, List<SourceField>> byName = new LinkedHashMap<>();
    for (int i = 0; i < pipeline.layout().size(); i++) {
      byName.put(pipeline.layout().column(i).name(), List.copyOf(lineage.sources.get(i)));
    }
    return Collections.unmodifiableMap(byName);
  }

  private void trace(Pipeline pipeline) {
    for (int i = 0; i < layout.fields(); i++) {
      sources.get(i).add(new SourceField(layout.column(i).name(), SourceField.How.IDENTITY));
    }
    for (FeatureStep step : pipeline.features()) {
      if (step instanceof FeatureStep.Derive) {
        for (FeatureStep.DerivedColumn derived : ((FeatureStep.Derive) step).columns()) {
          add(derived.column(), derived.sources(), expression(derived));
        }
      } else if (step instanceof FeatureStep.Anomalies) {
        trace((FeatureStep.Anomalies) step, pipeline.event().timeColumn());
      } else {
        trace((FeatureStep.Entity) step, pipeline.event().timeColumn());
      }
    }
    pipeline.inference().ifPresent(this::trace);
    if (pipeline.eventIdColumn() >= 0) {
      for (int i = 0; i < layout.fields(); i++) {
        add(pipeline.eventIdColumn(), Set.of(i), SourceField.How.TRANSFORMATION);
      }
    }
    if (pipeline.eventTimeColumn() >= 0) {
      add(
          pipeline.eventTimeColumn(),
          Set.of(pipeline.event().timeColumn()),
          SourceField.How.TRANSFORMATION);
    }
  }

  /** A column that only repeats another is no transformation. */
  private SourceField.How expression(FeatureStep.DerivedColumn derived) {
    boolean same =
        derived.sources().stream()
            .anyMatch(position -> layout.column(position).name().equals(derived.text().trim()));
    return same ? SourceField.How.IDENTITY : SourceField.How.TRANSFORMATION;
  }

  /** A score comes from its number and the hour, in the series of the entity. */
  private void trace(FeatureStep.Anomalies step, int timeColumn) {
    for (FeatureStep.DerivedColumn score : step.scores()) {
      add(score.column(), score.sources(), SourceField.How.TRANSFORMATION);
      add(score.column(), Set.of(timeColumn), SourceField.How.TRANSFORMATION);
      add(score.column(), Set.of(step.entityColumn()), SourceField.How.GROUP_BY);
    }
  }

  private void trace(FeatureStep.Entity step, int timeColumn) {
    for (FeatureStep.WindowFeature feature : step.windowFeatures()) {
      trace(step, feature, timeColumn, feature.column());
      if (feature.mayEstimate()) {
        trace(step, feature, timeColumn, step.approximateColumn());
      }
    }
  }

  private void trace(
      FeatureStep.Entity step, FeatureStep.WindowFeature feature, int timeColumn, int into) {
    if (feature.input() >= 0) {
      AggregateInput input = step.inputs().get(feature.input());
      add(into, input.sources(), SourceField.How.AGGREGATION);
      add(into, input.conditions(), SourceField.How.FILTER);
    }
    add(into, Set.of(step.entityColumn()), SourceField.How.GROUP_BY);
    add(into, Set.of(timeColumn), SourceField.How.WINDOW);
  }

  /** The score comes from the model's inputs; whether there is one, from the condition. */
  private void trace(InferenceSpec inference) {
    int score = inference.scoreColumn();
    add(score, inference.inputs(), SourceField.How.TRANSFORMATION);
    inference
        .fallbackScore()
        .ifPresent(rule -> add(score, rule.columns(), SourceField.How.TRANSFORMATION));
    for (int i = score; i < layout.size() && layout.column(i).kind() == Column.Kind.SCORE; i++) {
      if (inference.condition().isPresent()) {
        add(i, inference.condition().get().columns(), SourceField.How.FILTER);
      }
    }
  }

  private void add(int column, Collection<Integer> from, SourceField.How how) {
    for (int source : from) {
      for (SourceField field : sources.get(source)) {
        sources.get(column).add(field.through(how));
      }
    }
  }
}
