package io.millrace.job.expression;

import io.millrace.job.event.ColumnType;
import io.millrace.udf.scalar.FunctionRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Compiles expressions; see the package for the language. */
public final class ExpressionCompiler {
  private final FunctionRegistry functions;

  public ExpressionCompiler(FunctionRegistry functions) {
    this.functions = functions;
  }

  /**
   * Compiles an expression over the columns of a scope.
   *
   * @param faults told every fault
   * @return empty when the expression has a fault, or reads a column that has one
   */
  public Optional<Expression> compile(String text, Scope scope, Consumer<ExpressionFault> faults) {
    return compile(text, scope, faults, TypeChecker::value);
  }

  /** As {@link #compile}, of an expression that has to be true or false. */
  public Optional<Expression> compileCondition(
      String text, Scope scope, Consumer<ExpressionFault> faults) {
    return compile(text, scope, faults, TypeChecker::condition);
  }

  private Optional<Expression> compile(
      String text,
      Scope scope,
      Consumer<ExpressionFault> faults,
      BiFunction<TypeChecker, Node, Typed> check) {
    try {
      TypeChecker checker = new TypeChecker(scope, functions, faults);
      Typed typed = check.apply(checker, Parser.parse(text));
      return Optional.ofNullable(typed).map(t -> compile(text, t, checker.columns()));
    } catch (SyntaxException e) {
      faults.accept(e.fault());
      return Optional.empty();
    }
  }

  /**
   * Compiles what an aggregate takes of each event: of those that meet its condition the value, of
   * the others null.
   *
   * @param call an aggregate that has a value or a condition
   * @param faults told every fault
   * @return empty when the value or the condition has a fault, or reads a column that has one
   */
  public Optional<AggregateExpression> compileInput(
      AggregateCall call, AggregateCall.Take take, Scope scope, Consumer<ExpressionFault> faults) {
    Node value = taken(call, take);
    TypeChecker ofValue = new TypeChecker(scope, functions, faults);
    Typed typed = ofValue.value(value);
    if (call.whereNode() == null) {
      return Optional.ofNullable(typed)
          .map(t -> compile(value.toString(), t, ofValue.columns()))
          .map(e -> new AggregateExpression(e, ofValue.columns(), Set.of()));
    }
    TypeChecker ofCondition = new TypeChecker(scope, functions, faults);
    Typed condition = ofCondition.condition(call.whereNode());
    if (typed == null || condition == null) {
      return Optional.empty();
    }
    Typed none = new Typed.Null(typed.type());
    Set<Integer> columns = new TreeSet<>(ofValue.columns());
    columns.addAll(ofCondition.columns());
    Expression expression =
        compile(
            call.whereNode() + " ? " + value + " : null",
            new Operators.Conditional(condition, typed, none),
            columns);
    return Optional.of(
        new AggregateExpression(expression, ofValue.columns(), ofCondition.columns()));
  }

  private static Node taken(AggregateCall call, AggregateCall.Take take) {
    Node value = call.inputNode();
    Node one = new Node.Literal(0, 1L);
    switch (take) {
      case NUMBER:
        return value;
      case IDENTITY:
        return new Node.Identity(value);
      default:
        if (value == null) {
          return one;
        }
        int at = value.position();
        return new Node.Conditional(
            at,
            new Node.Call(at, CallChecker.IS_NULL, List.of(value)),
            new Node.Literal(at, null),
            one);
    }
  }

  private Expression compile(String text, Typed typed, Set<Integer> columns) {
    Code code = new Code();
    int value = typed.write(code);
    return new Expression(
        text,
        ColumnType.valueOf(typed.type().name()),
        columns,
        GeneratedClasses.constructor(code, value, typed.type(), functions.libraries()),
        code.constants());
  }

  /** Parses an aggregate; empty after telling {@code faults} why it is none. */
  public static Optional<AggregateCall> aggregate(String text, Consumer<ExpressionFault> faults) {
    try {
      return Optional.of(AggregateCall.parse(text));
    } catch (SyntaxException e) {
      faults.accept(e.fault());
      return Optional.empty();
    }
  }

  /** Names of the columns that an expression reads; none when it cannot be parsed. */
  public static List<String> names(String text) {
    List<String> names = new ArrayList<>();
    try {
      Parser.parse(text).columns(names::add);
    } catch (SyntaxException e) {
      names.clear();
    }
    return names;
  }
}
