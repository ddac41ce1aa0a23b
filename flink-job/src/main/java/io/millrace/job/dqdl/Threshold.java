package io.millrace.job.dqdl;

import io.millrace.job.dqdl.row.Condition;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** A condition on a metric, whose bounds may follow what the metric was in earlier windows. */
final class Threshold implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Condition.Operator operator;
  private final List<Formula> operands;

  Threshold(Condition.Operator operator, List<Formula> operands) {
    this.operator = operator;
    this.operands = new ArrayList<>(operands);
  }

  /** How many earlier windows it looks at, at most. */
  int lookBack() {
    return operands.stream().mapToInt(Formula::lookBack).max().orElse(0);
  }

  /** Whether a window meets it; not, when its metric or a bound is unknown. */
  boolean holds(WindowValues window, int metric) {
    double value = window.value(metric);
    if (Double.isNaN(value)) {
      return false;
    }
    double[] bounds = new double[operands.size()];
    boolean among = false;
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = operands.get(i).value(window, metric);
      if (!Double.isFinite(bounds[i])) {
        return false;
      }
      among |= bounds[i] == value;
    }
    switch (operator) {
      case LESS:
        return value < bounds[0];
      case LESS_OR_EQUAL:
        return value <= bounds[0];
      case GREATER:
        return value > bounds[0];
      case GREATER_OR_EQUAL:
        return value >= bounds[0];
      case BETWEEN:
      case NOT_BETWEEN:
        return (value > bounds[0] && value < bounds[1]) != operator.isNegated();
      default:
        return among != operator.isNegated();
    }
  }
}
