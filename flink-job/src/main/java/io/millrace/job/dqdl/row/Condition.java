package io.millrace.job.dqdl.row;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The condition of a rule: an operator and constants of one type. The keywords NULL and
 * WHITESPACES_ONLY stand beside the constants; EMPTY is the empty text.
 */
public final class Condition<T> {

  /** How a value is compared. */
  public enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    IN("in"),
    NOT_IN("not in"),
    BETWEEN("between"),
    NOT_BETWEEN("not between"),
    MATCHES("matches"),
    NOT_MATCHES("not matches");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    /** Whether the operator asks for one of some constants. */
    public boolean isMembership() {
      return this == EQUAL || this == NOT_EQUAL || this == IN || this == NOT_IN;
    }

    public boolean isBetween() {
      return this == BETWEEN || this == NOT_BETWEEN;
    }

    public boolean isNegated() {
      return this == NOT_EQUAL || this == NOT_IN || this == NOT_BETWEEN || this == NOT_MATCHES;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private final Operator operator;
  private final List<T> constants;
  private final boolean namesNull;
  private final boolean namesBlank;

  public Condition(Operator operator, List<T> constants, boolean namesNull, boolean namesBlank) {
    this.operator = operator;
    this.constants = List.copyOf(constants);
    this.namesNull = namesNull;
    this.namesBlank = namesBlank;
  }

  public Operator operator() {
    return operator;
  }

  /** The constants in the order written, keywords left out. */
  public List<T> constants() {
    return constants;
  }

  public boolean namesNull() {
    return namesNull;
  }

  /** Whether WHITESPACES_ONLY is among the constants. */
  public boolean namesBlank() {
    return namesBlank;
  }

  public <R> Condition<R> map(Function<T, R> mapping) {
    return new Condition<>(
        operator,
        constants.stream().map(mapping).collect(Collectors.toList()),
        namesNull,
        namesBlank);
  }

  /** Refuses NULL where an order is asked for, and a range that holds nothing. */
  public void requireOrder(BiPredicate<T, T> mayRise) throws Fault {
    if (namesNull && !operator.isMembership()) {
      throw new Fault(
          "a value after '" + operator + "'",
          "NULL",
          "NULL has no place in an order: use '=', '!=', 'in' or 'not in'");
    }
    if (operator.isBetween() && !mayRise.test(constants.get(0), constants.get(1))) {
      throw new Fault(
          "a lower bound below the upper one ('between' excludes both)",
          constants.get(0) + " and " + constants.get(1),
          mayRise.test(constants.get(1), constants.get(0))
              ? "swap the bounds"
              : "widen the bounds, or use '='");
    }
  }

  /**
   * Whether a null value meets the condition, as Glue has it: it equals only NULL, differs from all
   * else, and has no place in an order.
   */
  public boolean holdsForNull() {
    if (!operator.isMembership()) {
      return false;
    }
    return operator.isNegated() != namesNull;
  }
}
