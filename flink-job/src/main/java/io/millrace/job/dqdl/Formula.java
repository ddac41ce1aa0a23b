package io.millrace.job.dqdl;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * A number of a condition on a metric: a constant, or computed from what the metric was in earlier
 * windows. Not finite (e.g. divided by zero) means that there is none.
 */
abstract class Formula implements Serializable {
  private static final long serialVersionUID = 1L;

  private Formula() {}

  abstract double value(WindowValues window, int metric);

  /** How many earlier windows it looks at, at most. */
  abstract int lookBack();

  /** The exact constant, or null when it depends on earlier windows. */
  BigDecimal constant() {
    return null;
  }

  static final class Constant extends Formula {
    private static final long serialVersionUID = 1L;

    private final BigDecimal exact;
    private final double value;

    Constant(BigDecimal exact) {
      this.exact = exact;
      this.value = exact.doubleValue();
    }

    @Override
    double value(WindowValues window, int metric) {
      return value;
    }

    @Override
    int lookBack() {
      return 0;
    }

    @Override
    BigDecimal constant() {
      return exact;
    }
  }

  /** {@code + - * /} of two numbers. */
  static final class Arithmetic extends Formula {
    private static final long serialVersionUID = 1L;

    private final char operator;
    private final Formula left;
    private final Formula right;

    Arithmetic(char operator, Formula left, Formula right) {
      this.operator = operator;
      this.left = left;
      this.right = right;
    }

    @Override
    double value(WindowValues window, int metric) {
      double l = left.value(window, metric);
      double r = right.value(window, metric);
      switch (operator) {
        case '+':
          return l + r;
        case '-':
          return l - r;
        case '*':
          return l * r;
        default:
          return l / r;
      }
    }

    @Override
    int lookBack() {
      return Math.max(left.lookBack(), right.lookBack());
    }
  }

  /** {@code abs(x)}. */
  static final class Absolute extends Formula {
    private static final long serialVersionUID = 1L;

    private final Formula operand;

    Absolute(Formula operand) {
      this.operand = operand;
    }

    @Override
    double value(WindowValues window, int metric) {
      return Math.abs(operand.value(window, metric));
    }

    @Override
    int lookBack() {
      return operand.lookBack();
    }
  }

  /**
   * One number of the last windows. Of a window without any before it, the only value is 0; where
   * fewer than asked for went before, it is all there are. Both as Glue has it.
   */
  static final class OfLast extends Formula {
    private static final long serialVersionUID = 1L;

    private final int last;
    private final LastFunction function;
    private final double argument;

    /**
     * @param argument the position of {@code index} or the share of {@code percentile}; else unused
     */
    OfLast(int last, LastFunction function, double argument) {
      this.last = last;
      this.function = function;
      this.argument = argument;
    }

    @Override
    double value(WindowValues window, int metric) {
      int count = Math.min(last, window.earlierCount(metric));
      double[] values = new double[Math.max(1, count)];
      for (int i = 0; i < count; i++) {
        values[i] = window.earlier(metric, i);
      }
      return function.of(values, argument);
    }

    @Override
    int lookBack() {
      return last;
    }
  }

  /** What reduces the values of the last windows, the most recent first, to one. */
  enum LastFunction {
    AVG {
      @Override
      double of(double[] values, double argument) {
        return Arrays.stream(values).average().orElse(Double.NaN);
      }
    },
    MEDIAN {
      @Override
      double of(double[] values, double argument) {
        return PERCENTILE.of(values, 0.5);
      }
    },
    MAX {
      @Override
      double of(double[] values, double argument) {
        return Arrays.stream(values).max().orElse(Double.NaN);
      }
    },
    MIN {
      @Override
      double of(double[] values, double argument) {
        return Arrays.stream(values).min().orElse(Double.NaN);
      }
    },
    SUM {
      @Override
      double of(double[] values, double argument) {
        return Arrays.stream(values).sum();
      }
    },
    /** Of a population, as the rule StandardDeviation. */
    STD {
      @Override
      double of(double[] values, double argument) {
        double mean = AVG.of(values, 0);
        double squares = 0;
        for (double value : values) {
          squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length);
      }
    },
    /** Between two values, the straight line. */
    PERCENTILE {
      @Override
      double of(double[] values, double argument) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double rank = argument * (sorted.length - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
      }
    },
    /** None when too few windows went before. */
    INDEX {
      @Override
      double of(double[] values, double argument) {
        return argument < values.length ? values[(int) argument] : Double.NaN;
      }
    };

    abstract double of(double[] values, double argument);
  }
}
