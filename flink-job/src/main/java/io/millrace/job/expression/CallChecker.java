package io.millrace.job.expression;

import io.millrace.job.event.ColumnType;
import io.millrace.udf.scalar.FunctionRegistry;
import io.millrace.udf.scalar.FunctionSignature;
import io.millrace.udf.scalar.ValueType;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds the function that a call means, by its name and the types of its arguments. */
final class CallChecker {
  static final String COALESCE = "coalesce";
  static final String IS_NULL = "isNull";
  private static final int UNFIT = Integer.MAX_VALUE;

  private final TypeChecker checker;
  private final FunctionRegistry functions;

  CallChecker(TypeChecker checker, FunctionRegistry functions) {
    this.checker = checker;
    this.functions = functions;
  }

  /** The call with types, or null after telling its faults. */
  Typed check(Node.Call call) {
    switch (call.function()) {
      case IS_NULL:
        return isNull(call);
      case COALESCE:
        return coalesce(call);
      default:
        return function(call);
    }
  }

  private Typed isNull(Node.Call call) {
    if (call.arguments().size() != 1) {
      return checker.fault(
          call, "one argument for isNull", arguments(call.arguments().size()), "write isNull(x)");
    }
    Node argument = call.arguments().get(0);
    if (argument instanceof Node.Name) {
      int position = checker.column((Node.Name) argument);
      if (position < 0) {
        return null;
      }
      if (checker.columnType(position) == ColumnType.BYTES) {
        return new Calls.IsColumnNull(position);
      }
    }
    Typed operand = checker.check(argument);
    return operand == null
        ? null
        : new Calls.IsNull(operand.isNullLiteral() ? operand.as(ValueType.LONG) : operand);
  }

  private Typed coalesce(Node.Call call) {
    List<Typed> operands = checkAll(call);
    if (operands == null) {
      return null;
    }
    if (operands.isEmpty()) {
      return checker.fault(
          call, "arguments for coalesce", "no arguments", "write e.g. coalesce(x, 0)");
    }
    Typed sample = operands.get(0);
    for (Typed operand : operands) {
      ValueType type = TypeChecker.common(sample, operand);
      if (type == null && !(sample.isNullLiteral() && operand.isNullLiteral())) {
        return checker.fault(
            call,
            "arguments of one type for coalesce",
            TypeChecker.describe(sample) + " and " + TypeChecker.describe(operand),
            "answer values of one type");
      }
      sample = type == null ? sample : new Typed.Null(type);
    }
    if (sample.isNullLiteral()) {
      return sample;
    }
    List<Typed> converted = new ArrayList<>();
    for (Typed operand : operands) {
      converted.add(operand.as(sample.type()));
    }
    return new Calls.Coalesce(converted);
  }

  private Typed function(Node.Call call) {
    List<FunctionSignature> candidates = functions.named(call.function());
    if (candidates.isEmpty()) {
      List<String> names = new ArrayList<>(functions.names());
      names.add(COALESCE);
      names.add(IS_NULL);
      checkArguments(call);
      return checker.fault(
          call,
          "a known function",
          "'" + call.function() + "'",
          Suggestion.remedy(call.function(), names));
    }
    List<Typed> arguments = checkArguments(call);
    if (arguments == null) {
      return null;
    }
    FunctionSignature best = null;
    int bestCost = UNFIT;
    for (FunctionSignature candidate : candidates) {
      int cost = cost(candidate, arguments);
      if (cost < bestCost) {
        best = candidate;
        bestCost = cost;
      }
    }
    if (best == null) {
      return checker.fault(
          call,
          candidates.stream().map(FunctionSignature::toString).collect(Collectors.joining(" or ")),
          arguments.stream()
              .map(TypeChecker::describe)
              .collect(Collectors.joining(", ", call.function() + '(', ")")),
          "give arguments of these types");
    }
    return invoke(call, best, arguments);
  }

  /** How many arguments a function would have to widen, or UNFIT when it cannot take them. */
  private static int cost(FunctionSignature function, List<Typed> arguments) {
    if (function.parameters().size() != arguments.size()) {
      return UNFIT;
    }
    int cost = 0;
    for (int i = 0; i < arguments.size(); i++) {
      ValueType wanted = function.parameters().get(i);
      Typed argument = arguments.get(i);
      boolean zone = wanted == ValueType.ZONE && argument.type() == ValueType.STRING;
      boolean noNull = wanted == ValueType.NUMBERS && argument.isNullLiteral();
      if (wanted == ValueType.DOUBLE && argument.type() == ValueType.LONG) {
        cost++;
      } else if (noNull || (!zone && !argument.isNullLiteral() && argument.type() != wanted)) {
        return UNFIT;
      }
    }
    return cost;
  }

  private Typed invoke(Node.Call call, FunctionSignature function, List<Typed> arguments) {
    List<Typed> converted = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      ValueType wanted = function.parameters().get(i);
      Typed argument =
          wanted == ValueType.ZONE ? zone(call.arguments().get(i)) : arguments.get(i).as(wanted);
      if (argument == null) {
        return null;
      }
      converted.add(argument);
    }
    return new Calls.Invoke(function, converted);
  }

  private Typed zone(Node node) {
    Object value = node instanceof Node.Literal ? ((Node.Literal) node).value() : null;
    if (!(value instanceof String)) {
      return checker.fault(
          node, "a literal zone name", "an expression", "write e.g. \"Europe/Berlin\"");
    }
    try {
      return Calls.Literal.of(ZoneId.of((String) value));
    } catch (DateTimeException e) {
      return checker.fault(
          node, "a known time zone", "'" + value + "'", "write e.g. \"Europe/Berlin\" or \"UTC\"");
    }
  }

  private List<Typed> checkAll(Node.Call call) {
    return checkAll(call, checker::check);
  }

  /** The arguments of a function, which may also be lists. */
  private List<Typed> checkArguments(Node.Call call) {
    return checkAll(
        call,
        node ->
            node instanceof Node.Numbers
                ? Calls.Literal.of(
                    ((Node.Numbers) node).numbers().stream().mapToDouble(x -> x).toArray())
                : checker.check(node));
  }

  /** The arguments with types, or null when one has faults; the faults of all are told. */
  private static List<Typed> checkAll(Node.Call call, Function<Node, Typed> check) {
    List<Typed> arguments = new ArrayList<>();
    boolean faulty = false;
    for (Node node : call.arguments()) {
      Typed argument = check.apply(node);
      faulty |= argument == null;
      arguments.add(argument);
    }
    return faulty ? null : arguments;
  }

  private static String arguments(int count) {
    return count == 0 ? "no arguments" : count + " arguments";
  }
}
