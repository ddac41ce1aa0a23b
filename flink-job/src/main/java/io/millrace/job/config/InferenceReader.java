package io.millrace.job.config;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.expression.Expression;
import io.millrace.job.expression.ExpressionCompiler;
import io.millrace.job.expression.Suggestion;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
          "degraded_reason",
          "scored_at");

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
            .map(
                "endpoint",
                "where",
                "inputs",
                "variants",
                "shadow",
                "order",
                "batch",
                "concurrency",
                "timeout",
                "fallback",
                "compare")
            .orElse(null);
    if (inference == null) {
      return null;
    }
    InferenceSpec.Builder spec = new InferenceSpec.Builder();
    inference
        .require("endpoint", "payments-risk")
        .ifPresent(value -> spec.endpoint = name(value, "the name of an endpoint").orElse(null));
    spec.where = inference.get("where").flatMap(this::condition).orElse(null);
    spec.inputs = inference.require("inputs", "[amount]").map(this::inputs).orElse(List.of());
    inference.get("variants").ifPresent(value -> spec.variants = variants(value));
    inference.get("shadow").ifPresent(value -> spec.shadows = names(value, List.of()));
    inference.get("order").flatMap(this::order).ifPresent(order -> spec.order = order);
    inference
        .get("batch")
        .flatMap(value -> value.map("records", "delay", "bytes"))
        .ifPresent(batch -> readBatch(batch, spec));
    spec.concurrency =
        inference.wholeNumber("concurrency", Defaults.CONCURRENCY, 1, Defaults.MOST_CONCURRENCY);
    spec.timeout =
        inference.duration(
            "timeout", Defaults.TIMEOUT, Defaults.SHORTEST, Defaults.LONGEST_TIMEOUT);
    readFallback(inference.get("fallback"), spec);
    inference
        .get("compare")
        .flatMap(value -> value.map("threshold", "tolerance"))
        .ifPresent(compare -> readComparison(compare, spec));
    spec.scoreColumn = addScoreColumns(inference.where());
    return spec.build();
  }

  private static void readBatch(YamlMap batch, InferenceSpec.Builder spec) {
    spec.batchRecords =
        batch.wholeNumber("records", Defaults.BATCH_RECORDS, 1, Defaults.MOST_BATCH_RECORDS);
    spec.batchBytes = batch.bytes("bytes", Defaults.BATCH_BYTES, Defaults.MOST_BATCH_BYTES);
    spec.batchDelay =
        batch.duration("delay", Defaults.BATCH_DELAY, Duration.ZERO, Defaults.LONGEST_TIMEOUT);
  }

  private static void readComparison(YamlMap compare, InferenceSpec.Builder spec) {
    compare
        .get("threshold")
        .flatMap(value -> value.number("a score"))
        .ifPresent(score -> spec.threshold = score);
    compare
        .get("tolerance")
        .flatMap(value -> value.number("a difference of scores"))
        .ifPresent(difference -> spec.tolerance = Math.abs(difference));
  }

  private Optional<InferenceSpec.Order> order(YamlValue value) {
    for (InferenceSpec.Order order : InferenceSpec.Order.values()) {
      if (order.name().toLowerCase(Locale.ROOT).equals(value.scalar())) {
        return Optional.of(order);
      }
    }
    return value.problem("ordered or unordered", "choose one");
  }

  /** Without a word about it, the other variants help out, the heavier first. */
  private void readFallback(Optional<YamlValue> section, InferenceSpec.Builder spec) {
    Optional<YamlMap> fallback = section.flatMap(value -> value.map("variant", "score"));
    spec.fallbackVariants =
        fallback
            .flatMap(map -> map.get("variant"))
            .map(value -> fallbackVariants(value, spec.variants))
            .orElseGet(() -> byWeight(spec.variants));
    fallback
        .flatMap(map -> map.get("score"))
        .ifPresent(value -> spec.fallbackScore = fallbackScore(value).orElse(null));
  }

  private List<String> fallbackVariants(YamlValue value, Map<String, Integer> variants) {
    switch (value.scalar()) {
      case "false":
        return List.of();
      case "true":
        return byWeight(variants);
      default:
        return names(value, variants.keySet());
    }
  }

  private static List<String> byWeight(Map<String, Integer> variants) {
    return variants.entrySet().stream()
        .filter(variant -> variant.getValue() > 0)
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .collect(Collectors.toList());
  }

  /** A number is an expression, too; null is no score. */
  private Optional<Expression> fallbackScore(YamlValue value) {
    if (value.isNull()) {
      return Optional.empty();
    }
    Optional<String> text =
        value.isText()
            ? Optional.of(value.scalar())
            : value
                .number("a score, an expression, or null")
                .map(number -> BigDecimal.valueOf(number).toPlainString());
    Optional<Expression> score =
        text.flatMap(
            t -> compiler.compile(t, columns, fault -> problems.add(value.where(), fault)));
    if (score.isPresent() && !score.get().type().isNumeric()) {
      problems.add(
          value.where(),
          "a score, which is a number",
          "an expression that is " + score.get().type(),
          "write one that is a number, e.g. amount > 500 ? 0.9 : 0.1");
    }
    return score;
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
                      requireName(weight, name);
                      weight
                          .wholeNumber(0, MOST_WEIGHT)
                          .ifPresent(number -> variants.put(name, number));
                    }));
    if (!variants.isEmpty() && variants.values().stream().allMatch(weight -> weight == 0)) {
      problems.add(value.where(), "a weight above 0", "none", "give at least one variant a weight");
    }
    return variants;
  }

  /**
   * A list of variants, each once.
   *
   * @param known those that there are; none: any
   */
  private List<String> names(YamlValue list, Collection<String> known) {
    List<String> names = new ArrayList<>();
    for (YamlValue item : list.list("a list of production variants")) {
      Optional<String> name = name(item, "the name of a production variant");
      if (name.isPresent() && names.contains(name.get())) {
        item.problem("each variant once", "remove one");
      } else if (name.isPresent() && !known.isEmpty() && !known.contains(name.get())) {
        item.problem("a variant of inference.variants", Suggestion.remedy(name.get(), known));
      } else {
        name.ifPresent(names::add);
      }
    }
    return names;
  }

  private Optional<String> name(YamlValue value, String expected) {
    return value.text(expected).filter(name -> requireName(value, name));
  }

  private boolean requireName(YamlValue value, String name) {
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
    add("score", ColumnType.DOUBLE, "The model's score, or that of the rule.", where);
    add("score_source", ColumnType.STRING, "model, other-variant, rule or none.", where);
    add("model_variant", ColumnType.STRING, "Production variant that scored.", where);
    add("model_version", ColumnType.STRING, "Version of its model, where certain.", where);
    add("inference_ms", ColumnType.DOUBLE, "Milliseconds until the batch was scored.", where);
    add(
        "degraded_reason",
        ColumnType.STRING,
        "Why its variant did not score; null if it did.",
        where);
    add("scored_at", ColumnType.TIMESTAMP, "When it was scored, or given up.", where);
    return first;
  }

  private void add(String name, ColumnType type, String doc, String where) {
    columns.addOwn(Column.of(name, type, true, Column.Kind.SCORE, doc), where);
  }
}
