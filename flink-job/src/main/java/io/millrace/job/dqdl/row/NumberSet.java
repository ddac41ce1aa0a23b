package io.millrace.job.dqdl.row;

import io.millrace.job.dqdl.row.Condition.Operator;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;

/**
 * The numbers that meet a condition: a closed range or a set of points, or all numbers outside of
 * it. Tests are exact for {@code long}s and {@code double}s and allocate nothing.
 */
abstract class NumberSet {
  private NumberSet() {}

  /** The whole numbers that meet the condition; constants may be fractions. */
  static OfLongs ofLongs(Condition<BigDecimal> condition) {
    return new OfLongs(condition);
  }

  /** The numbers that meet the condition. NaN lies in no range and equals nothing. */
  static OfDoubles ofDoubles(Condition<BigDecimal> condition) {
    return new OfDoubles(condition);
  }

  /** Whole numbers. An open end is closed by moving to the neighbour. */
  static final class OfLongs extends NumberSet {
    private static final BigDecimal MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private final boolean negated;
    private final long[] points;
    private final long low;
    private final long high;

    private OfLongs(Condition<BigDecimal> condition) {
      Operator operator = condition.operator();
      List<BigDecimal> constants = condition.constants();
      negated = operator.isNegated();
      if (operator.isMembership()) {
        points =
            constants.stream()
                .filter(c -> c.stripTrailingZeros().scale() <= 0)
                .filter(c -> c.compareTo(MIN) >= 0 && c.compareTo(MAX) <= 0)
                .mapToLong(BigDecimal::longValueExact)
                .sorted()
                .toArray();
        low = 0;
        high = 0;
        return;
      }
      points = null;
      BigDecimal lowest = MIN;
      BigDecimal highest = MAX;
      BigDecimal first = constants.get(0);
      if (operator == Operator.GREATER_OR_EQUAL) {
        lowest = first.setScale(0, RoundingMode.CEILING);
      } else if (operator == Operator.GREATER || operator.isBetween()) {
        lowest = first.setScale(0, RoundingMode.FLOOR).add(BigDecimal.ONE);
      }
      BigDecimal last = constants.get(constants.size() - 1);
      if (operator == Operator.LESS_OR_EQUAL) {
        highest = last.setScale(0, RoundingMode.FLOOR);
      } else if (operator == Operator.LESS || operator.isBetween()) {
        highest = last.setScale(0, RoundingMode.CEILING).subtract(BigDecimal.ONE);
      }
      boolean beyond = lowest.compareTo(MAX) > 0 || highest.compareTo(MIN) < 0;
      low = beyond ? 1 : lowest.max(MIN).longValueExact();
      high = beyond ? 0 : highest.min(MAX).longValueExact();
    }

    boolean contains(long value) {
      boolean inside =
          points == null
              ? value >= low && value <= high
              : points.length == 1 ? points[0] == value : Arrays.binarySearch(points, value) >= 0;
      return inside != negated;
    }

    /** Whether no whole number lies in the range. */
    boolean isEmptyRange() {
      return points == null && low > high;
    }
  }

  /** Floating point numbers. An open end is closed by moving to the neighbour. */
  static final class OfDoubles extends NumberSet {
    private final boolean negated;
    private final double[] points;
    private final double low;
    private final double high;

    private OfDoubles(Condition<BigDecimal> condition) {
      Operator operator = condition.operator();
      double[] constants =
          condition.constants().stream().mapToDouble(BigDecimal::doubleValue).toArray();
      negated = operator.isNegated();
      if (operator.isMembership()) {
        points = constants;
        low = 0;
        high = 0;
        return;
      }
      points = null;
      double first = constants[0];
      double last = constants[constants.length - 1];
      if (operator == Operator.GREATER || operator.isBetween()) {
        low = Math.nextUp(first);
      } else {
        low = operator == Operator.GREATER_OR_EQUAL ? first : Double.NEGATIVE_INFINITY;
      }
      if (operator == Operator.LESS || operator.isBetween()) {
        high = Math.nextDown(last);
      } else {
        high = operator == Operator.LESS_OR_EQUAL ? last : Double.POSITIVE_INFINITY;
      }
    }

    boolean contains(double value) {
      return (points == null ? value >= low && value <= high : isPoint(value)) != negated;
    }

    private boolean isPoint(double value) {
      for (double point : points) {
        if (point == value) {
          return true;
        }
      }
      return false;
    }
  }

  /** The numbers that meet the condition, compared by value whatever their scale. */
  static OfDecimals ofDecimals(Condition<BigDecimal> condition) {
    return new OfDecimals(condition);
  }

  /** Decimal numbers. */
  static final class OfDecimals extends NumberSet {
    private final Operator operator;
    private final BigDecimal[] constants;

    private OfDecimals(Condition<BigDecimal> condition) {
      operator = condition.operator();
      constants = condition.constants().toArray(new BigDecimal[0]);
    }

    boolean contains(BigDecimal value) {
      int order = value.compareTo(constants[0]);
      switch (operator) {
        case LESS:
          return order < 0;
        case LESS_OR_EQUAL:
          return order <= 0;
        case GREATER:
          return order > 0;
        case GREATER_OR_EQUAL:
          return order >= 0;
        case BETWEEN:
        case NOT_BETWEEN:
          return (order > 0 && value.compareTo(constants[1]) < 0) != operator.isNegated();
        default:
          return isPoint(value) != operator.isNegated();
      }
    }

    private boolean isPoint(BigDecimal value) {
      for (BigDecimal constant : constants) {
        if (value.compareTo(constant) == 0) {
          return true;
        }
      }
      return false;
    }
  }
}
