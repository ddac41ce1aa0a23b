package io.millrace.job.config;

import io.millrace.job.event.RowExpression;
import io.millrace.job.expression.Expression;
import io.millrace.udf.aggregate.WindowAggregate;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** One entry of the pipeline's {@code features} list, in the order in which they are computed. */
public abstract class FeatureStep {
  private FeatureStep() {}

  /** Column of the entity whose events a step keeps together; -1 for a step of single events. */
  public static int entityColumn(FeatureStep step) {
    if (step instanceof Anomalies) {
      return ((Anomalies) step).entityColumn();
    }
    return step instanceof Entity ? ((Entity) step).entityColumn() : -1;
  }

  /** Expressions over columns before them. */
  public static final class Derive extends FeatureStep {
    private final List<DerivedColumn> columns;

    Derive(List<DerivedColumn> columns) {
      this.columns = List.copyOf(columns);
    }

    public List<DerivedColumn> columns() {
      return columns;
    }
  }

  /** An expression and the column that takes its value. */
  public static final class DerivedColumn {
    private final int column;
    private final Expression definition;
    private final RowExpression expression;

    DerivedColumn(int column, Expression definition) {
      this.column = column;
      this.definition = definition;
      this.expression = definition.newInstance();
    }

    public int column() {
      return column;
    }

    public RowExpression expression() {
      return expression;
    }

    /** The expression as written. */
    public String text() {
      return definition.text();
    }

    /** Positions of the columns that the expression reads. */
    public Set<Integer> sources() {
      return definition.columns();
    }
  }

  /** Anomaly scores of numbers, each in the series of its entity. */
  public static final class Anomalies extends FeatureStep {
    private final int entityColumn;
    private final List<DerivedColumn> scores;

    Anomalies(int entityColumn, List<DerivedColumn> scores) {
      this.entityColumn = entityColumn;
      this.scores = List.copyOf(scores);
    }

    /** Column that names the entity; events in which it is null have no scores. */
    public int entityColumn() {
      return entityColumn;
    }

    /** DOUBLE columns that take the scores, with the numbers that are scored. */
    public List<DerivedColumn> scores() {
      return scores;
    }
  }

  /** Windowed aggregates of one entity. */
  public static final class Entity extends FeatureStep {
    private final int entityColumn;
    private final Duration delay;
    private final Duration longestWindow;
    private final List<AggregateInput> inputs;
    private final List<WindowFeature> windowFeatures;
    private final int approximateColumn;

    Entity(
        int entityColumn,
        Duration delay,
        Duration longestWindow,
        List<AggregateInput> inputs,
        List<WindowFeature> windowFeatures,
        int approximateColumn) {
      this.entityColumn = entityColumn;
      this.delay = delay;
      this.longestWindow = longestWindow;
      this.inputs = List.copyOf(inputs);
      this.windowFeatures = List.copyOf(windowFeatures);
      this.approximateColumn = approximateColumn;
    }

    boolean mayEstimate() {
      return windowFeatures.stream().anyMatch(WindowFeature::mayEstimate);
    }

    /** The same step, with the column that names estimates. */
    Entity withApproximateColumn(int column) {
      return new Entity(entityColumn, delay, longestWindow, inputs, windowFeatures, column);
    }

    /** Column that names the entity; events in which it is null have null features here. */
    public int entityColumn() {
      return entityColumn;
    }

    /** A window w at time t is (t-delay-w, t-delay]. */
    public Duration delay() {
      return delay;
    }

    public Duration longestWindow() {
      return longestWindow;
    }

    /** Distinct inputs of the aggregates; every contribution keeps one value for each. */
    public List<AggregateInput> inputs() {
      return inputs;
    }

    public List<WindowFeature> windowFeatures() {
      return windowFeatures;
    }

    /**
     * STRING column that takes the names of those features of a row that are estimates, joined by
     * commas; null when none is. It is the same for all entities of a pipeline, and -1 for an
     * entity of which no feature can be an estimate.
     */
    public int approximateColumn() {
      return approximateColumn;
    }
  }

  /** One aggregate over one window of one entity. */
  public static final class WindowFeature {
    private final int column;
    private final WindowAggregate aggregate;
    private final int input;
    private final Duration window;
    private final Double defaultValue;
    private final boolean mayEstimate;
    private final String text;

    WindowFeature(
        int column,
        WindowAggregate aggregate,
        int input,
        Duration window,
        Double defaultValue,
        boolean mayEstimate,
        String text) {
      this.column = column;
      this.aggregate = aggregate;
      this.input = input;
      this.window = window;
      this.defaultValue = defaultValue;
      this.mayEstimate = mayEstimate;
      this.text = text;
    }

    public int column() {
      return column;
    }

    public WindowAggregate aggregate() {
      return aggregate;
    }

    /**
     * Index into {@link Entity#inputs}, or -1 where every event is taken, as by {@code count()}.
     */
    public int input() {
      return input;
    }

    public Duration window() {
      return window;
    }

    /** Value over an empty window; null when the feature is null there. */
    public Double defaultValue() {
      return defaultValue;
    }

    /** Whether the value is an estimate where the window has many values. */
    public boolean mayEstimate() {
      return mayEstimate;
    }

    /** The aggregate as written. */
    public String text() {
      return text;
    }
  }
}
