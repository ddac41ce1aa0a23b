package io.millrace.job.lake;

import io.millrace.job.config.AggregateInput;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which columns of a pipeline's row are read back from the lake, and what for. */
public enum RowColumns {
  /** Identity, time and origin alone. */
  ORIGIN,

  /** What decoding filled: everything else is computed again. */
  DECODED,

  /**
   * That, and those features from which others are computed, as rows that fill the state of a job
   * bring theirs along: the events that they were computed from are not all read.
   */
  HISTORY;

  /** Positions of the columns. */
  SortedSet<Integer> of(Pipeline pipeline) {
    TreeSet<Integer> columns = new TreeSet<>();
    for (int i = 0; this != ORIGIN && i < pipeline.layout().fields(); i++) {
      columns.add(i);
    }
    columns.add(pipeline.identityColumn());
    columns.add(pipeline.timestampColumn());
    if (this == HISTORY) {
      columns.addAll(featuresOfFeatures(pipeline));
    }
    return columns;
  }

  private static Collection<Integer> featuresOfFeatures(Pipeline pipeline) {
    TreeSet<Integer> read = new TreeSet<>();
    for (int i = pipeline.features().size() - 1; i >= 0; i--) {
      FeatureStep step = pipeline.features().get(i);
      if (step instanceof FeatureStep.Entity) {
        read.add(((FeatureStep.Entity) step).entityColumn());
        for (AggregateInput input : ((FeatureStep.Entity) step).inputs()) {
          read.addAll(input.sources());
          read.addAll(input.conditions());
        }
      } else if (step instanceof FeatureStep.Anomalies) {
        read.add(FeatureStep.entityColumn(step));
        ((FeatureStep.Anomalies) step).scores().forEach(score -> read.addAll(score.sources()));
      } else {
        readByDerived((FeatureStep.Derive) step, read);
      }
    }
    read.removeIf(column -> pipeline.layout().column(column).kind() != Column.Kind.FEATURE);
    return read;
  }

  /** Derived values are computed again: instead of one, what it is derived from is read. */
  private static void readByDerived(FeatureStep.Derive step, TreeSet<Integer> read) {
    for (int i = step.columns().size() - 1; i >= 0; i--) {
      FeatureStep.DerivedColumn derived = step.columns().get(i);
      if (read.contains(derived.column())) {
        read.addAll(derived.sources());
      }
    }
  }
}
