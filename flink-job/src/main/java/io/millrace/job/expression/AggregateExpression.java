package io.millrace.job.expression;

import java.util.Set;

/** What an aggregate takes of each event, compiled, and which columns that depends on. */
public final class AggregateExpression {
  private final Expression expression;
  private final Set<Integer> sources;
  private final Set<Integer> conditions;

  AggregateExpression(Expression expression, Set<Integer> sources, Set<Integer> conditions) {
    this.expression = expression;
    this.sources = Set.copyOf(sources);
    this.conditions = Set.copyOf(conditions);
  }

  /**
   * The value of an event, null for one that does not meet the condition. Its text has all its
   * parentheses, so that equal inputs have equal texts.
   */
  public Expression expression() {
    return expression;
  }

  /** Positions of the columns that the value comes from. */
  public Set<Integer> sources() {
    return sources;
  }

  /** Positions of the columns that decide whether an event has a value. */
  public Set<Integer> conditions() {
    return conditions;
  }
}
