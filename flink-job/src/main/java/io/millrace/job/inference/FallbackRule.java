package io.millrace.job.inference;

import io.millrace.job.event.Event;
import io.millrace.job.event.RowExpression;
import io.millrace.job.expression.Expression;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pipeline's expression for the score of an event that no variant scores. For one thread. */
final class FallbackRule {
  private static final Logger LOG = LoggerFactory.getLogger(FallbackRule.class);
  private static final double NONE = Double.NaN;

  private final RowExpression expression;
  private boolean everFailed;

  private FallbackRule(RowExpression expression) {
    this.expression = expression;
  }

  static FallbackRule of(Optional<Expression> score) {
    return new FallbackRule(score.map(Expression::newInstance).orElse(null));
  }

  /** The score; NaN when there is no rule, or its value is null, infinite or cannot be computed. */
  double score(Event event) {
    if (expression == null) {
      return NONE;
    }
    try {
      double score = expression.evaluate(event) ? expression.doubleValue() : NONE;
      return Double.isInfinite(score) ? NONE : score;
    } catch (RuntimeException e) {
      // A function of the user's own; the event goes on without a score.
      if (!everFailed) {
        everFailed = true;
        LOG.warn("the fallback's expression failed; told once", e);
      }
      return NONE;
    }
  }
}
