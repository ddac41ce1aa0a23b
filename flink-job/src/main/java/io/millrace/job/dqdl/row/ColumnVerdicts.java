package io.millrace.job.dqdl.row;

import io.millrace.job.dqdl.row.Condition.Operator;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Builds the verdict on a column's values from a condition, or says why it does not fit the type.
 */
public final class ColumnVerdicts {
  private ColumnVerdicts() {}

  /** Compares numbers exactly, whatever their type. */
  public static Verdict numbers(Column column, int at, Condition<BigDecimal> condition)
      throws Fault {
    return new ColumnVerdict(at, condition.holdsForNull(), numbers(column, condition));
  }

  /**
   * Compares dates by day. A timestamp compares by its day in UTC, but by the microsecond where an
   * order with now() is asked for.
   */
  public static Verdict dates(Column column, int at, Condition<Moment> condition) throws Fault {
    return new ColumnVerdict(at, condition.holdsForNull(), dates(column, condition));
  }

  /** Compares whole texts, or matches them against a pattern. */
  public static Verdict texts(Column column, int at, Condition<String> condition) throws Fault {
    return new ColumnVerdict(at, condition.holdsForNull(), texts(column, condition));
  }

  /** Compares the length of a text in characters; a null has length 0. */
  public static Verdict lengths(Column column, int at, Condition<BigDecimal> condition)
      throws Fault {
    requireText(column, "lengths are of text");
    if (condition.namesNull()) {
      throw new Fault("a length", "NULL", "a null has length 0; ColumnValues compares with NULL");
    }
    NumberSet.OfLongs lengths = wholeNumbers(condition);
    return new ColumnVerdict(
        at, lengths.contains(0), (event, c) -> lengths.contains(length(event, c)));
  }

  /** Asks what a text can be read as; a null is of no type. */
  public static Verdict dataType(Column column, int at, Condition<String> condition) throws Fault {
    return new ColumnVerdict(at, condition.operator().isNegated(), dataType(column, condition));
  }

  /** Compares how long before now() a date or timestamp lies; a null has no age. */
  public static Verdict ages(Column column, int at, Condition<Age> condition) throws Fault {
    if (column.type() != ColumnType.DATE && column.type() != ColumnType.TIMESTAMP) {
      throw new Fault(
          "a DATE or TIMESTAMP column",
          column.name() + " of type " + column.type(),
          "name a column of times, or remove the rule");
    }
    return new ColumnVerdict(at, false, AgeCheck.of(column.type(), condition));
  }

  private static ColumnVerdict.Check numbers(Column column, Condition<BigDecimal> condition)
      throws Fault {
    if (condition.constants().isEmpty()) {
      return onlyNull(condition);
    }
    switch (column.type()) {
      case INT:
      case LONG:
        NumberSet.OfLongs longs = wholeNumbers(condition);
        return (event, at) -> longs.contains(event.getLong(at));
      case DOUBLE:
        NumberSet.OfDoubles doubles = NumberSet.ofDoubles(condition);
        return (event, at) -> doubles.contains(event.getDouble(at));
      case DECIMAL:
        NumberSet.OfDecimals decimals = NumberSet.ofDecimals(condition);
        return (event, at) -> decimals.contains(event.getDecimal(at));
      default:
        throw new Fault(
            "a number column",
            column.name() + " of type " + column.type(),
            column.type() == ColumnType.STRING
                ? "quote the constants to compare text"
                : "compare it with constants of its own type");
    }
  }

  private static NumberSet.OfLongs wholeNumbers(Condition<BigDecimal> condition) throws Fault {
    NumberSet.OfLongs set = NumberSet.ofLongs(condition);
    if (set.isEmptyRange()) {
      throw new Fault(
          "a range with a value in it",
          "an empty one",
          "widen the bounds: 'between' excludes both");
    }
    return set;
  }

  private static ColumnVerdict.Check dates(Column column, Condition<Moment> condition)
      throws Fault {
    boolean relative = condition.constants().stream().anyMatch(Moment::isRelative);
    if (column.type() == ColumnType.STRING && condition.operator().isMembership() && !relative) {
      return texts(column, condition.map(Moment::toString));
    }
    if (column.type() != ColumnType.DATE && column.type() != ColumnType.TIMESTAMP) {
      throw new Fault(
          "a DATE or TIMESTAMP column",
          column.name() + " of type " + column.type(),
          "compare it with constants of its own type");
    }
    if (relative) {
      return MomentCheck.of(column.type(), condition);
    }
    NumberSet.OfLongs days = wholeNumbers(condition.map(day -> BigDecimal.valueOf(day.day(0))));
    return column.type() == ColumnType.DATE
        ? (event, at) -> days.contains(event.getLong(at))
        : (event, at) -> days.contains(Math.floorDiv(event.getLong(at), Moment.MICROS_A_DAY));
  }

  private static ColumnVerdict.Check texts(Column column, Condition<String> condition)
      throws Fault {
    if (condition.constants().isEmpty() && !condition.namesBlank()) {
      return onlyNull(condition);
    }
    if (column.type() == ColumnType.BOOLEAN && condition.operator().isMembership()) {
      return booleans(condition);
    }
    if (column.type() != ColumnType.STRING) {
      throw new Fault(
          "a text column",
          column.name() + " of type " + column.type(),
          column.type().isNumeric()
              ? "write numbers without quotes"
              : "compare it with constants of its own type");
    }
    boolean negated = condition.operator().isNegated();
    if (!condition.operator().isMembership()) {
      BoundedPattern pattern = new BoundedPattern(condition.constants().get(0));
      BoundedPattern.Outcome wanted =
          negated ? BoundedPattern.Outcome.DIFFERS : BoundedPattern.Outcome.MATCHES;
      return (event, at) -> pattern.test(event.getString(at)) == wanted;
    }
    Set<String> constants = new HashSet<>(condition.constants());
    boolean blank = condition.namesBlank();
    return (event, at) -> {
      String value = event.getString(at);
      return (constants.contains(value) || (blank && !value.isEmpty() && value.isBlank()))
          != negated;
    };
  }

  private static ColumnVerdict.Check booleans(Condition<String> condition) throws Fault {
    boolean namesTrue = false;
    boolean namesFalse = false;
    for (String constant : condition.constants()) {
      if (!constant.equals("true") && !constant.equals("false")) {
        throw new Fault(
            "\"true\" or \"false\"", '"' + constant + '"', "a BOOLEAN has no other value");
      }
      namesTrue |= constant.equals("true");
      namesFalse |= constant.equals("false");
    }
    boolean holdsForTrue = namesTrue != condition.operator().isNegated();
    boolean holdsForFalse = namesFalse != condition.operator().isNegated();
    return (event, at) -> event.getBoolean(at) ? holdsForTrue : holdsForFalse;
  }

  private static int length(Event event, int column) {
    String text = event.getString(column);
    return text.codePointCount(0, text.length());
  }

  private static ColumnVerdict.Check dataType(Column column, Condition<String> condition)
      throws Fault {
    requireText(column, "the schema fixes the type of any other column already");
    Operator operator = condition.operator();
    List<String> constants = condition.constants();
    if ((operator != Operator.EQUAL && operator != Operator.NOT_EQUAL) || constants.size() != 1) {
      throw new Fault(
          "'=' or '!=' and one type",
          "'" + operator + "' and " + constants.size() + " constants",
          "write e.g. = \"INTEGER\"");
    }
    for (TextType type : TextType.values()) {
      if (type.name().equals(constants.get(0).toUpperCase(Locale.ROOT))) {
        TextType.Test test = type.test();
        boolean negated = operator.isNegated();
        return (event, at) -> test.accepts(event.getString(at)) != negated;
      }
    }
    throw new Fault(
        "a type that a text can be read as",
        '"' + constants.get(0) + '"',
        "use one of " + Arrays.toString(TextType.values()));
  }

  private static void requireText(Column column, String reason) throws Fault {
    if (column.type() != ColumnType.STRING) {
      throw new Fault(
          "a text column",
          column.name() + " of type " + column.type(),
          "remove the rule: " + reason);
    }
  }

  /** The condition names nothing but NULL: all other values share one verdict. */
  private static ColumnVerdict.Check onlyNull(Condition<?> condition) {
    boolean holds = condition.operator().isNegated();
    return (event, at) -> holds;
  }
}
