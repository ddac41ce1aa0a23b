package io.millrace.udf.sql;

import io.millrace.udf.aggregate.AggregateType;
import io.millrace.udf.scalar.Identity;
import io.millrace.udf.scalar.ValueType;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/** What an argument of an aggregate in SQL stands for, and which types it takes. */
final class AggregateArgument implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What an argument stands for. */
  enum Role {
    /** The value, as a number: of a number or truth value. */
    VALUE,
    /** The value, as a number that is equal where values are: of any type that is one value. */
    IDENTITY,
    /** What orders the rows: a timestamp, or a whole number. */
    ORDER,
    /** When the event of the row happened. */
    TIME,
    /** The time as of which the result is asked. */
    AS_OF,
    /** The length of the window. */
    LENGTH,
    /** A parameter of the aggregate that is a number. */
    NUMBER,
    /** A parameter of the aggregate that is a duration. */
    DURATION
  }

  private final Role role;
  private final String name;

  AggregateArgument(Role role, String name) {
    this.role = role;
    this.name = name;
  }

  static AggregateArgument of(AggregateType.Parameter parameter) {
    boolean duration = parameter.kind() == AggregateType.Parameter.Kind.DURATION;
    return new AggregateArgument(duration ? Role.DURATION : Role.NUMBER, parameter.name());
  }

  Role role() {
    return role;
  }

  String name() {
    return name;
  }

  /** Whether this is a parameter of the aggregate, the same for all rows. */
  boolean isParameter() {
    return role == Role.NUMBER || role == Role.DURATION;
  }

  /** The types taken, for messages. */
  String types() {
    switch (role) {
      case VALUE:
        return "<NUMERIC> or BOOLEAN";
      case IDENTITY:
        return "<any single value>";
      case ORDER:
        return "TIMESTAMP[_LTZ] or <INTEGER_NUMERIC>";
      case TIME:
      case AS_OF:
        return "TIMESTAMP[_LTZ]";
      case NUMBER:
        return "<NUMERIC>";
      default:
        return "INTERVAL";
    }
  }

  /** The type that an argument of a type is converted to; empty when it does not fit. */
  Optional<DataType> type(DataType given) {
    LogicalType type = given.getLogicalType();
    if (type.is(LogicalTypeRoot.NULL)) {
      return Optional.of(role == Role.VALUE || role == Role.IDENTITY ? DataTypes.DOUBLE() : given);
    }
    switch (role) {
      case VALUE:
        return type.is(LogicalTypeRoot.BOOLEAN) ? Optional.of(given) : number(type);
      case IDENTITY:
        return single(given);
      case ORDER:
        return type.is(LogicalTypeFamily.INTEGER_NUMERIC)
            ? Optional.of(DataTypes.BIGINT())
            : time(given);
      case TIME:
      case AS_OF:
        return time(given);
      case NUMBER:
        return number(type);
      default:
        return type.is(LogicalTypeRoot.INTERVAL_DAY_TIME)
            ? Optional.of(given.bridgedTo(Duration.class))
            : Optional.empty();
    }
  }

  private static Optional<DataType> number(LogicalType type) {
    return type.is(LogicalTypeFamily.NUMERIC) ? Optional.of(DataTypes.DOUBLE()) : Optional.empty();
  }

  private static Optional<DataType> time(DataType given) {
    return SqlTypes.fits(given.getLogicalType(), ValueType.TIMESTAMP)
        ? Optional.of(given.bridgedTo(TimestampData.class))
        : Optional.empty();
  }

  private static Optional<DataType> single(DataType given) {
    LogicalType type = given.getLogicalType();
    if (type.is(LogicalTypeFamily.INTEGER_NUMERIC)) {
      return Optional.of(DataTypes.BIGINT());
    }
    if (type.is(LogicalTypeFamily.APPROXIMATE_NUMERIC)) {
      return Optional.of(DataTypes.DOUBLE());
    }
    if (type.is(LogicalTypeRoot.DATE) || type.is(LogicalTypeRoot.TIME_WITHOUT_TIME_ZONE)) {
      return Optional.of(given.bridgedTo(Integer.class));
    }
    boolean asItIs =
        type.is(LogicalTypeRoot.BOOLEAN)
            || type.is(LogicalTypeRoot.DECIMAL)
            || type.is(LogicalTypeFamily.CHARACTER_STRING)
            || type.is(LogicalTypeFamily.BINARY_STRING);
    return asItIs ? Optional.of(given) : time(given);
  }

  /** The value of an argument as a number; NaN when it is absent. */
  double value(Object argument) {
    if (argument == null) {
      return Double.NaN;
    }
    if (argument instanceof Double) {
      double value = (Double) argument;
      return Double.isInfinite(value)
          ? Double.NaN
          : role == Role.IDENTITY ? Identity.of(value) : value;
    }
    if (argument instanceof Boolean) {
      return Identity.of((boolean) argument);
    }
    if (argument instanceof String) {
      return Identity.of((String) argument);
    }
    if (argument instanceof BigDecimal) {
      return Identity.of((BigDecimal) argument);
    }
    if (argument instanceof byte[]) {
      return Identity.of((byte[]) argument);
    }
    return Identity.of(number(argument));
  }

  /** A time in microseconds, or another whole number. */
  static long number(Object argument) {
    return argument instanceof TimestampData
        ? SqlTypes.micros((TimestampData) argument)
        : ((Number) argument).longValue();
  }

  /** A parameter as the aggregate takes it: durations in milliseconds. */
  static double parameter(Object argument) {
    return argument instanceof Duration ? ((Duration) argument).toMillis() : (double) argument;
  }
}
