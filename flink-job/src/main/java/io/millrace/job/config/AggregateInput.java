package io.millrace.job.config;

import io.millrace.job.event.Event;
import io.millrace.job.event.RowExpression;
import io.millrace.job.expression.Expression;
import java.util.Set;

/** What an entity's aggregates take of each event, as one number. Belongs to one thread. */
public final class AggregateInput {
  private final Expression definition;
  private final RowExpression expression;

  AggregateInput(Expression definition) {
    this.definition = definition;
    this.expression = definition.newInstance();
  }

  /** The value of an event; NaN when it has none. */
  public double valueOf(Event event) {
    return expression.evaluate(event) ? expression.doubleValue() : Double.NaN;
  }

  /** Positions of the columns that it reads. */
  public Set<Integer> sources() {
    return definition.columns();
  }
}
