package io.millrace.job.expression;

/** A text that is no expression: lexing or parsing ends at the first such fault. */
final class SyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ExpressionFault fault;

  SyntaxException(int position, String expected, String got, String remedy) {
    super(expected, null, false, false);
    this.fault = new ExpressionFault(position, expected, got, remedy);
  }

  ExpressionFault fault() {
    return fault;
  }
}
