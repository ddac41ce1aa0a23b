package io.millrace.cli.lake;

import io.millrace.cli.UserException;
import io.millrace.job.config.InferenceSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Layout;
import io.millrace.job.expression.Suggestion;
import io.millrace.job.inference.FeatureLine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a model has to do with the row of a pipeline: its inputs, its label, and its entity. */
public final class ModelColumns {
  private final Pipeline pipeline;
  private final List<Integer> inputs;
  private final int label;
  private final int entity;

  private ModelColumns(Pipeline pipeline, List<Integer> inputs, int label, int entity) {
    this.pipeline = pipeline;
    this.inputs = inputs;
    this.label = label;
    this.entity = entity;
  }

  /**
   * @param inputs columns that the model takes, in its order
   * @param label name of the column that it predicts, numeric or BOOLEAN
   * @throws UserException when there is no such label, or it does not fit
   */
  public static ModelColumns of(Pipeline pipeline, List<Integer> inputs, String label) {
    int position = pipeline.layout().position(label);
    if (position < 0) {
      throw noColumn(pipeline, label, "--label");
    }
    Column column = pipeline.layout().column(position);
    if (!FeatureLine.accepts(column.type())) {
      throw new UserException(
          "label " + column + " must be numeric or BOOLEAN, with values 0 or 1");
    }
    if (isComputedLater(column)) {
      throw new UserException(
          "label " + label + " is no part of the event: name a field, derived value or feature");
    }
    if (inputs.contains(position)) {
      throw new UserException(
          "label " + label + " is an input of the model: it would learn itself");
    }
    return new ModelColumns(pipeline, List.copyOf(inputs), position, -1);
  }

  /**
   * The inputs of a pipeline's model; where the pipeline does not score, every derived value and
   * feature that a model can take, in the order of the row.
   *
   * @throws UserException when there is none
   */
  public static List<Integer> inputs(Pipeline pipeline) {
    if (pipeline.inference().isPresent()) {
      return pipeline.inference().get().inputs();
    }
    Layout layout = pipeline.layout();
    List<Integer> inputs = new ArrayList<>();
    for (int i = 0; i < layout.size(); i++) {
      Column.Kind kind = layout.column(i).kind();
      if ((kind == Column.Kind.DERIVED || kind == Column.Kind.FEATURE)
          && FeatureLine.accepts(layout.column(i).type())) {
        inputs.add(i);
      }
    }
    if (inputs.isEmpty()) {
      throw new UserException(
          "pipeline "
              + pipeline.name()
              + " has neither an inference section nor features: name the inputs with --inputs");
    }
    return inputs;
  }

  /**
   * Inputs by name.
   *
   * @throws UserException when one is unknown, named twice, or neither numeric nor BOOLEAN
   */
  public static List<Integer> inputs(Pipeline pipeline, List<String> names) {
    List<Integer> inputs = new ArrayList<>();
    for (String name : names) {
      int position = pipeline.layout().position(name);
      if (position < 0) {
        throw noColumn(pipeline, name, "--inputs");
      }
      Column column = pipeline.layout().column(position);
      if (!FeatureLine.accepts(column.type()) || isComputedLater(column)) {
        throw new UserException(
            "--inputs takes numeric and BOOLEAN fields, derived values and features; "
                + column
                + " is none");
      }
      if (inputs.contains(position)) {
        throw new UserException("--inputs takes each column once, got " + name + " twice");
      }
      inputs.add(position);
    }
    return inputs;
  }

  /** The same with the rows' entity, e.g. the customer; for {@code null}, without one. */
  public ModelColumns withEntity(String name) {
    if (name == null) {
      return new ModelColumns(pipeline, inputs, label, -1);
    }
    int position = pipeline.layout().position(name);
    if (position < 0) {
      throw noColumn(pipeline, name, "--entity");
    }
    ColumnType type = pipeline.layout().column(position).type();
    if (type != ColumnType.STRING && type != ColumnType.INT && type != ColumnType.LONG) {
      throw new UserException(
          "--entity takes a column of whole numbers or text, got "
              + pipeline.layout().column(position));
    }
    return new ModelColumns(pipeline, inputs, label, position);
  }

  private static UserException noColumn(Pipeline pipeline, String name, String option) {
    List<String> names =
        pipeline.layout().columns().stream()
            .filter(column -> !isComputedLater(column))
            .map(Column::name)
            .collect(Collectors.toList());
    return new UserException(
        String.format(
            "pipeline %s has no column %s for %s: %s",
            pipeline.name(), name, option, Suggestion.remedy(name, names)));
  }

  /** Scores and origins: of a replay, not of the event. */
  private static boolean isComputedLater(Column column) {
    return column.kind() == Column.Kind.SCORE || column.kind() == Column.Kind.ORIGIN;
  }

  /** Every column that is read to tell which events count, and what a model makes of them. */
  List<Integer> all() {
    List<Integer> all = new ArrayList<>(inputs);
    all.add(label);
    if (entity >= 0) {
      all.add(entity);
    }
    pipeline
        .inference()
        .flatMap(InferenceSpec::condition)
        .ifPresent(condition -> all.addAll(condition.columns()));
    return all.stream().distinct().sorted().collect(Collectors.toList());
  }

  public Pipeline pipeline() {
    return pipeline;
  }

  public List<Integer> inputs() {
    return inputs;
  }

  public int label() {
    return label;
  }

  /** Position of the entity, or -1 without one. */
  public int entity() {
    return entity;
  }
}
