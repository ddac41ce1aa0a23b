package io.millrace.job.config;

import io.millrace.job.event.Event;
import io.millrace.job.event.RowExpression;
import io.millrace.job.expression.AggregateExpression;
import java.util.Set;

/** What an entity's aggregates take of each event, as one number. Belongs to one thread. */
public final class AggregateInput {
  private final AggregateExpression definition;
  private final RowExpression expression;

  AggregateInput(AggregateExpression definition) {
    this.definition = definition;
    this.expression = definition.expression().newInstance();
  }

  /**
   * The value of an event; NaN when it has none, or does not meet the aggregate's condition. Of a
   * whole number beyond 2<sup>53</sup> it is the nearest one that a double holds, but where only
   * equality counts, as to the number of distinct values, it is an {@link
   * io.millrace.udf.scalar.Identity}.
   */
  public double valueOf(Event event) {
    return expression.evaluate(event) ? expression.doubleValue() : Double.NaN;
  }

  /** The value and its condition, with all parentheses. */
  public String text() {
    return definition.expression().text();
  }

  /** Positions of the columns that the value comes from. */
  public Set<Integer> sources() {
    return definition.sources();
  }

  /** Positions of the columns that decide whether an event has a value. */
  public Set<Integer> conditions() {
    return definition.conditions();
  }
}
