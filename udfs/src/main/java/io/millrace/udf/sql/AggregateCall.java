package io.millrace.udf.sql;

import io.millrace.udf.sql.AggregateArgument.Role;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.table.data.TimestampData;

/** Reads the arguments that a call of an aggregate gives for a row. Belongs to one thread. */
final class AggregateCall implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final double ANY_VALUE = 1;

  private final AggregateArgument[] signature;
  private final double[] parameters;
  private final boolean takesValue;
  private double value;
  private long place;
  private long asOf;
  private long length;

  AggregateCall(List<AggregateArgument> signature) {
    this.signature = signature.toArray(new AggregateArgument[0]);
    this.parameters =
        new double[(int) signature.stream().filter(AggregateArgument::isParameter).count()];
    this.takesValue =
        signature.stream().anyMatch(a -> a.role() == Role.VALUE || a.role() == Role.IDENTITY);
  }

  /**
   * Reads the arguments of the next row.
   *
   * @return false when one other than the value is null, so that the row is to be passed over
   */
  boolean read(Object[] arguments) {
    int parameter = 0;
    value = takesValue ? Double.NaN : ANY_VALUE;
    for (int i = 0; i < signature.length; i++) {
      Object argument = arguments[i];
      Role role = signature[i].role();
      if (role == Role.VALUE || role == Role.IDENTITY) {
        value = signature[i].value(argument);
      } else if (argument == null) {
        return false;
      } else if (role == Role.ORDER) {
        place = AggregateArgument.number(argument);
      } else if (role == Role.TIME) {
        place = ((TimestampData) argument).getMillisecond();
      } else if (role == Role.AS_OF) {
        asOf = ((TimestampData) argument).getMillisecond();
      } else if (role == Role.LENGTH) {
        length = (long) AggregateArgument.parameter(argument);
      } else {
        parameters[parameter++] = AggregateArgument.parameter(argument);
      }
    }
    return true;
  }

  /** The row's value; NaN when it is absent. */
  double value() {
    return value;
  }

  /** The row's place in their order; 0 where the aggregate does not ask. */
  long place() {
    return place;
  }

  /** Milliseconds since 1970-01-01T00:00:00Z; 0 where the aggregate does not ask. */
  long asOf() {
    return asOf;
  }

  /** Milliseconds; 0 where the aggregate does not ask. */
  long length() {
    return length;
  }

  /** The parameters that were given, which the next row overwrites. */
  double[] parameters() {
    return parameters;
  }
}
