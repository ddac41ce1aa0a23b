package io.millrace.job.config;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.expression.Expression;
import io.millrace.job.expression.ExpressionCompiler;
import io.millrace.job.expression.Suggestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the {@code inference} section: which events are scored, by what, in what batches. */
final class InferenceReader {
  /** Names of endpoints and of production variants, as SageMaker has them. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}");

  static final List<String> SCORE_COLUMNS =
      List.of(
          "score",
          "score_source",
          "model_variant",
          "model_version",
          "inference_ms",
          "degraded_reason");

  private static final int MOST_WEIGHT = 1_000_000;

  private final Columns columns;
  private final ExpressionCompiler compiler;
  private final Problems problems;

  InferenceReader(Columns columns, ExpressionCompiler compiler, Problems problems) {
    this.columns = columns;
    this.compiler = compiler;
    this.problems = problems;
  }

  /** Reads the section and adds the score columns; null after telling why there is none. */
  InferenceSpec read(YamlValue section) {
    YamlMap inference =
        section
            .map("endpoint", "where", "inputs", "variants", "batch", "timeout", "fallback")
            .orElse(null);
    if (inference == null) {
      return null;
    }
    Optional<YamlValue> endpoint = inference.require("endpoint", "payments-risk");
    String endpointName =
        endpoint
            .flatMap(value -> value.text("the name of an endpoint"))
            .filter(name -> isName(endpoint.get(), name))
            .orElse(null);
    Expression where = inference.get("where").flatMap(this::condition).orElse(null);
    List<Integer> inputs =
        inference.require("inputs", "[amount]").map(this::inputs).orElse(List.of());
    Map<String, Integer> variants = inference.get("variants").map(this::variants).orElse(Map.of());
    Optional<YamlMap> batch =
        inference.get("batch").flatMap(value -> value.map("records", "delay", "bytes"));
    Double fallback =
        inference
            .get("fallback")
            .flatMap(value -> value.map("score"))
            .flatMap(value -> value.require("score", "null"))
            .flatMap(value -> value.isNull() ? Optional.empty() : value.number("a score, or null"))
            .orElse(null);
    int records =
        batch
            .map(
                b ->
                    b.wholeNumber(
                        "records", Defaults.BATCH_RECORDS, 1, Defaults.MOST_BATCH_RECORDS))
            .orElse(Defaults.BATCH_RECORDS);
    int bytes =
        batch
            .map(b -> b.bytes("bytes", Defaults.BATCH_BYTES, Defaults.MOST_BATCH_BYTES))
            .orElse(Defaults.BATCH_BYTES);
    Duration delay =
        batch
            .map(
                b ->
                    b.duration(
                        "delay", Defaults.BATCH_DELAY, Duration.ZERO, Defaults.LONGEST_TIMEOUT))
            .orElse(Defaults.BATCH_DELAY);
    return new InferenceSpec(
        endpointName,
        where,
        inputs,
        variants,
        records,
        bytes,
        delay,
        inference.duration(
            "timeout", Defaults.TIMEOUT, Defaults.SHORTEST, Defaults.LONGEST_TIMEOUT),
        fallback,
        addScoreColumns(inference.where()));
  }

  private Optional<Expression> condition(YamlValue value) {
    return value
        .expression("event_type == \"payment\"")
        .flatMap(
            text ->
                compiler.compileCondition(
                    text, columns, fault -> problems.add(value.where(), fault)));
  }

  private List<Integer> inputs(YamlValue list) {
    List<Integer> inputs = new ArrayList<>();
    List<YamlValue> items = list.list("a list of columns");
    if (list.isEmpty()) {
      list.problem("a list of columns", "name the columns that the model takes, in its order");
    }
    for (YamlValue item : items) {
      item.text("a column")
          .map(name -> input(item, name))
          .filter(position -> position >= 0)
          .ifPresent(
              position -> {
                if (inputs.contains(position)) {
                  item.problem("each column once", "remove one");
                }
                inputs.add(position);
              });
    }
    return inputs;
  }

  private int input(YamlValue item, String name) {
    int position = columns.position(name);
    if (position < 0) {
      if (!columns.isFaulty(name)) {
        item.problem("a field, derived value or feature", Suggestion.remedy(name, columns.names()));
      }
      return -1;
    }
    ColumnType type = columns.column(position).type();
    if (!type.isNumeric() && type != ColumnType.BOOLEAN) {
      problems.add(
          item.where(),
          "a number or truth value",
          "'" + name + "', which is " + type,
          "derive a number from it");
      return -1;
    }
    return position;
  }

  private Map<String, Integer> variants(YamlValue value) {
    Map<String, Integer> variants = new LinkedHashMap<>();
    value
        .entries("a map of production variants and their weights")
        .ifPresent(
            entries ->
                entries.forEach(
                    (name, weight) -> {
                      isName(weight, name);
                      weight
                          .wholeNumber(0, MOST_WEIGHT)
                          .ifPresent(number -> variants.put(name, number));
                    }));
    if (!variants.isEmpty() && variants.values().stream().allMatch(weight -> weight == 0)) {
      problems.add(value.where(), "a weight above 0", "none", "give at least one variant a weight");
    }
    return variants;
  }

  private boolean isName(YamlValue value, String name) {
    boolean valid = NAME.matcher(name).matches();
    if (!valid) {
      problems.add(
          value.where(),
          "a name of at most 63 letters, digits and inner hyphens",
          "'" + name + "'",
          "rename it");
    }
    return valid;
  }

  private int addScoreColumns(String where) {
    int first = columns.size();
    add("score", ColumnType.DOUBLE, "The model's score, or the fallback.", where);
    add("score_source", ColumnType.STRING, "Endpoint that scored, or what stood in for it.", where);
    add("model_variant", ColumnType.STRING, "Production variant that scored.", where);
    add("model_version", ColumnType.STRING, "Version of the model that scored.", where);
    add("inference_ms", ColumnType.DOUBLE, "Milliseconds from request to score.", where);
    add("degraded_reason", ColumnType.STRING, "Why the score is degraded; null if not.", where);
    return first;
  }

  private void add(String name, ColumnType type, String doc, String where) {
    columns.addOwn(Column.of(name, type, true, Column.Kind.SCORE, doc), where);
  }
}
