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
    List<ExpressionFault> found = new ArrayList<>();
    TypeChecker checker = new TypeChecker(scope, functions, found::add);
    Typed typed = null;
    try {
      Node node = Parser.parse(text);
      typed = checker.check(node);
      if (typed != null && typed.isNullLiteral()) {
        typed =
            checker.fault(
                node, "an expression with a type", "null", "write a value other than null");
      }
    } catch (SyntaxException e) {
      found.add(e.fault());
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
