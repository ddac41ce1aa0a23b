package io.millrace.job.config;

import io.millrace.job.event.Column;
import io.millrace.job.event.Layout;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What columns hold, through all columns that they come from. Columns of two definitions of a
 * pipeline that mean the same have the same value for the same events, whatever else has changed.
 */
public final class ColumnMeaning {
  private final Layout layout;
  private final Map<Integer, Set<Integer>> sources = new HashMap<>();

  private ColumnMeaning(Layout layout) {
    this.layout = layout;
  }

  /** That of a pipeline's columns. */
  public static ColumnMeaning in(Pipeline pipeline) {
    ColumnMeaning meaning = new ColumnMeaning(pipeline.layout());
    for (FeatureStep step : pipeline.features()) {
      meaning.add(step);
    }
    return meaning;
  }

  private void add(FeatureStep step) {
    int entity = FeatureStep.entityColumn(step);
    if (step instanceof FeatureStep.Entity) {
      FeatureStep.Entity windows = (FeatureStep.Entity) step;
      for (FeatureStep.WindowFeature feature : windows.windowFeatures()) {
        Set<Integer> from = new TreeSet<>(Set.of(entity));
        if (feature.input() >= 0) {
          from.addAll(windows.inputs().get(feature.input()).sources());
          from.addAll(windows.inputs().get(feature.input()).conditions());
        }
        sources.put(feature.column(), from);
      }
      return;
    }
    Collection<FeatureStep.DerivedColumn> columns =
        step instanceof FeatureStep.Anomalies
            ? ((FeatureStep.Anomalies) step).scores()
            : ((FeatureStep.Derive) step).columns();
    for (FeatureStep.DerivedColumn column : columns) {
      Set<Integer> from = new TreeSet<>(column.sources());
      if (entity >= 0) {
        from.add(entity);
      }
      sources.put(column.column(), from);
    }
  }

  /** A column's name, and a hash of what it means. */
  public String of(int column) {
    return layout.column(column).name() + hash(text(column));
  }

  /** An input as it is written, and a hash of what it means. */
  public String of(AggregateInput input) {
    Set<Integer> from = new TreeSet<>(input.sources());
    from.addAll(input.conditions());
    return input.text() + hash(input.text() + texts(from));
  }

  private static String hash(String meaning) {
    return " #" + PipelineFiles.hashOf(meaning.getBytes(StandardCharsets.UTF_8));
  }

  private String text(int position) {
    Column column = layout.column(position);
    if (column.kind() == Column.Kind.FIELD) {
      return column.name() + ' ' + column.type() + ' ' + column.scale();
    }
    // The doc of a column that is computed is its definition.
    return column.name() + " = " + column.doc() + texts(sources.getOrDefault(position, Set.of()));
  }

  private String texts(Set<Integer> columns) {
    StringBuilder texts = new StringBuilder("(");
    for (int column : columns) {
      texts.append(text(column)).append(';');
    }
    return texts.append(')').toString();
  }
}
