package io.millrace.cli.sql;

import io.millrace.job.expression.ExpressionSql;
import java.util.List;
import java.util.Set;

/** A dialect that takes note of the functions that expressions call. */
final class RecordingDialect implements ExpressionSql.Dialect {
  private final ExpressionSql.Dialect dialect;
  private final Set<String> functions;

  RecordingDialect(ExpressionSql.Dialect dialect, Set<String> functions) {
    this.dialect = dialect;
    this.functions = functions;
  }

  @Override
  public String column(String name) {
    return dialect.column(name);
  }

  @Override
  public String remainder(String dividend, String divisor) {
    return dialect.remainder(dividend, divisor);
  }

  @Override
  public String function(String name, List<String> arguments) {
    functions.add(name);
    return dialect.function(name, arguments);
  }

  @Override
  public String numbers(List<Double> numbers) {
    return dialect.numbers(numbers);
  }
}
