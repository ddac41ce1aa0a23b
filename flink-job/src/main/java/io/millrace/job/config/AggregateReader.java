package io.millrace.job.config;

import io.millrace.job.event.ColumnType;
import io.millrace.job.expression.AggregateCall;
import io.millrace.job.expression.AggregateExpression;
import io.millrace.job.expression.ExpressionCompiler;
import io.millrace.job.expression.ExpressionFault;
import io.millrace.job.expression.Suggestion;
import io.millrace.udf.aggregate.AggregateType;
import io.millrace.udf.aggregate.Aggregates;
import io.millrace.udf.aggregate.WindowAggregate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the aggregates of one entity; those that take the same of an event share an input. */
final class AggregateReader {
  private final Columns columns;
  private final ExpressionCompiler compiler;
  private final Problems problems;

  private final List<AggregateInput> inputs = new ArrayList<>();
  private final Map<String, Integer> inputsByText = new HashMap<>();

  AggregateReader(Columns columns, ExpressionCompiler compiler, Problems problems) {
    this.columns = columns;
    this.compiler = compiler;
    this.problems = problems;
  }

  /** Distinct inputs of the aggregates read so far. */
  List<AggregateInput> inputs() {
    return inputs;
  }

  /** The aggregate that a text defines; empty after telling its faults. */
  Optional<Aggregate> read(YamlValue value) {
    return value
        .expression("\"mean(amount, default: 0)\"")
        .flatMap(text -> ExpressionCompiler.aggregate(text, fault -> problem(value, fault)))
        .flatMap(call -> read(value, call));
  }

  private Optional<Aggregate> read(YamlValue value, AggregateCall call) {
    AggregateType type = Aggregates.byName(call.aggregate());
    if (type == null) {
      problems.add(
          value.where(),
          "a known aggregate",
          "'" + call.aggregate() + "'",
          Suggestion.remedy(call.aggregate(), Aggregates.names()));
      return Optional.empty();
    }
    Optional<WindowAggregate> aggregate = arguments(value, call, type).map(type::create);
    if (aggregate.isPresent() && aggregate.get().isCount() && call.defaultValue().isPresent()) {
      problems.add(
          value.where(), "no default, as a count over an empty window is 0", "one", "remove it");
    }
    boolean valueMissing = call.input().isEmpty() && type.input() == AggregateType.Input.REQUIRED;
    if (valueMissing) {
      problems.add(
          value.where(),
          "a value to aggregate",
          call.aggregate() + "()",
          "write e.g. " + call.aggregate() + "(amount)");
    }
    Optional<Integer> input = valueMissing ? Optional.empty() : input(value, call, type);
    if (aggregate.isEmpty() || input.isEmpty()) {
      return Optional.empty();
    }
    Double defaultValue = call.defaultValue().orElse(null);
    return Optional.of(
        new Aggregate(
            aggregate.get(), input.get(), defaultValue, type.mayEstimate(), value.scalar()));
  }

  /** The aggregate's own arguments, durations in milliseconds; empty after telling faults. */
  private Optional<Map<String, Double>> arguments(
      YamlValue value, AggregateCall call, AggregateType type) {
    Map<String, Double> arguments = new HashMap<>();
    List<String> known = new ArrayList<>(List.of(AggregateCall.WHERE, AggregateCall.DEFAULT));
    boolean faulty = false;
    for (AggregateType.Parameter parameter : type.parameters()) {
      known.add(parameter.name());
      AggregateCall.Argument argument = call.arguments().get(parameter.name());
      if (argument != null) {
        Optional<Double> number = argument(value, parameter, argument);
        number.ifPresent(n -> arguments.put(parameter.name(), n));
        faulty |= number.isEmpty();
      } else if (parameter.defaultValue() == null) {
        faulty = true;
        problems.add(
            value.where(), "the argument " + describe(parameter), "none", "add it by its name");
      }
    }
    for (Map.Entry<String, AggregateCall.Argument> argument : call.arguments().entrySet()) {
      if (!known.contains(argument.getKey())) {
        faulty = true;
        String remedy = Suggestion.remedy(argument.getKey(), known);
        problem(value, argument.getValue().faultOfName("an argument of " + type.name(), remedy));
      }
    }
    return faulty ? Optional.empty() : Optional.of(arguments);
  }

  private Optional<Double> argument(
      YamlValue value, AggregateType.Parameter parameter, AggregateCall.Argument argument) {
    boolean isDuration = parameter.kind() == AggregateType.Parameter.Kind.DURATION;
    Optional<Double> number =
        isDuration
            ? Quantities.duration(argument.text()).map(Duration::toMillis).map(Long::doubleValue)
            : argument.number();
    if (number.isEmpty()) {
      String remedy = isDuration ? "write a whole number and a unit" : "write a number";
      problem(value, argument.faultOfValue(describe(parameter), remedy));
    } else if (!parameter.accepts(number.get())) {
      String bounds = (isDuration ? "a duration " : "a number ") + parameter.bounds();
      problem(value, argument.faultOfValue(parameter.name() + ": " + bounds, "choose one within"));
      return Optional.empty();
    }
    return number;
  }

  /** What a parameter takes, e.g. {@code rank: a number from 0.0 to 1.0}. */
  private static String describe(AggregateType.Parameter parameter) {
    String kind =
        parameter.kind() == AggregateType.Parameter.Kind.DURATION
            ? Quantities.DURATION_EXAMPLE
            : "a number " + parameter.bounds();
    return parameter.name() + ": " + kind;
  }

  /** Index of what the aggregate takes of an event; -1 when it takes every event as it is. */
  private Optional<Integer> input(YamlValue value, AggregateCall call, AggregateType type) {
    if (call.input().isEmpty() && call.where().isEmpty()) {
      return Optional.of(-1);
    }
    Optional<AggregateExpression> expression =
        compiler.compileInput(call, take(type), columns, fault -> problem(value, fault));
    if (expression.isEmpty()) {
      return Optional.empty();
    }
    ColumnType taken = expression.get().expression().type();
    if (!taken.isNumeric() && taken != ColumnType.BOOLEAN) {
      problems.add(
          value.where(),
          "a number or truth value to aggregate",
          call.input().orElseThrow() + ", which is " + taken,
          "aggregate a number; " + ofAnyType() + " take any value");
      return Optional.empty();
    }
    Integer index = inputsByText.putIfAbsent(expression.get().expression().text(), inputs.size());
    if (index != null) {
      return Optional.of(index);
    }
    inputs.add(new AggregateInput(expression.get()));
    return Optional.of(inputs.size() - 1);
  }

  private static AggregateCall.Take take(AggregateType type) {
    if (type.input() == AggregateType.Input.OPTIONAL) {
      return AggregateCall.Take.ONE;
    }
    return type.takesAnyType() ? AggregateCall.Take.IDENTITY : AggregateCall.Take.NUMBER;
  }

  private static String ofAnyType() {
    return Aggregates.names().stream()
        .filter(name -> Aggregates.byName(name).takesAnyType())
        .collect(Collectors.joining(", "));
  }

  private void problem(YamlValue value, ExpressionFault fault) {
    problems.add(value.where(), fault);
  }

  /** An aggregate with its input, before it is known over which window. */
  static final class Aggregate {
    private final WindowAggregate aggregate;
    private final int input;
    private final Double defaultValue;
    private final boolean mayEstimate;
    private final String text;

    private Aggregate(
        WindowAggregate aggregate,
        int input,
        Double defaultValue,
        boolean mayEstimate,
        String text) {
      this.aggregate = aggregate;
      this.input = input;
      this.defaultValue = defaultValue;
      this.mayEstimate = mayEstimate;
      this.text = text;
    }

    boolean isCount() {
      return aggregate.isCount();
    }

    /** The aggregate as written. */
    String text() {
      return text;
    }

    FeatureStep.WindowFeature over(Duration window, int column) {
      return new FeatureStep.WindowFeature(
          column, aggregate, input, window, defaultValue, mayEstimate, text);
    }
  }
}
