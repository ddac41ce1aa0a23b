package io.millrace.job.expression;

import io.millrace.job.event.ColumnType;
import io.millrace.udf.scalar.FunctionRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    try {
      return compile(text, Parser.parse(text), scope, faults);
    } catch (SyntaxException e) {
      faults.accept(e.fault());
      return Optional.empty();
    }
  }

  /**
   * Compiles what an aggregate takes of each event. Its text has all its parentheses, so that equal
   * inputs have equal texts.
   *
   * @param call an aggregate that has an input
   * @param count whether values are only counted: then each, of whatever type, is a one
   * @param faults told every fault
   * @return empty when the input has a fault, or reads a column that has one
   */
  public Optional<Expression> compileInput(
      AggregateCall call, boolean count, Scope scope, Consumer<ExpressionFault> faults) {
    Node input = call.inputNode();
    int at = input.position();
    if (count) {
      Node isNull = new Node.Call(at, CallChecker.IS_NULL, List.of(input));
      input =
          new Node.Conditional(at, isNull, new Node.Literal(at, null), new Node.Literal(at, 1L));
    }
    return compile(input.toString(), input, scope, faults);
  }

  private Optional<Expression> compile(
      String text, Node node, Scope scope, Consumer<ExpressionFault> faults) {
    List<ExpressionFault> found = new ArrayList<>();
    TypeChecker checker = new TypeChecker(scope, functions, found::add);
    Typed typed = checker.check(node);
    if (typed != null && typed.isNullLiteral()) {
      checker.fault(node, "an expression with a type", "null", "write a value other than null");
    }
    found.forEach(faults);
    if (typed == null || !found.isEmpty()) {
      return Optional.empty();
    }
    Code code = new Code();
    int value = typed.write(code);
    return Optional.of(
        new Expression(
            text,
            ColumnType.valueOf(typed.type().name()),
            checker.columns(),
            GeneratedClasses.constructor(code, value, typed.type(), functions.libraries()),
            code.constants()));
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
