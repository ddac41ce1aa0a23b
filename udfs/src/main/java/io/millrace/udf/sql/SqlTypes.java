package io.millrace.udf.sql;

import io.millrace.udf.scalar.ValueType;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/** The types of expressions as types of Flink SQL, and back. */
final class SqlTypes {
  private static final long MICROS_PER_MILLI = 1_000L;
  private static final int NANOS_PER_MICRO = 1_000;

  private SqlTypes() {}

  /** The type of SQL whose values stand for those of a type of expressions. */
  static DataType of(ValueType type) {
    switch (type) {
      case BOOLEAN:
        return DataTypes.BOOLEAN();
      case LONG:
        return DataTypes.BIGINT();
      case DOUBLE:
        return DataTypes.DOUBLE();
      case TIMESTAMP:
        return DataTypes.TIMESTAMP_LTZ(6).bridgedTo(TimestampData.class);
      case DATE:
        return DataTypes.DATE().bridgedTo(Integer.class);
      case NUMBERS:
        return DataTypes.ARRAY(DataTypes.DOUBLE()).bridgedTo(Double[].class);
      default:
        return DataTypes.STRING();
    }
  }

  /** Whether values of a type of SQL can stand for those of a type of expressions. */
  static boolean fits(LogicalType type, ValueType wanted) {
    switch (wanted) {
      case BOOLEAN:
        return type.is(LogicalTypeRoot.BOOLEAN);
      case LONG:
        return type.is(LogicalTypeFamily.INTEGER_NUMERIC);
      case DOUBLE:
        return type.is(LogicalTypeFamily.NUMERIC);
      case TIMESTAMP:
        return type.is(LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE)
            || type.is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE);
      case DATE:
        return type.is(LogicalTypeRoot.DATE);
      case NUMBERS:
        return type.is(LogicalTypeRoot.ARRAY)
            && type.getChildren().get(0).is(LogicalTypeFamily.NUMERIC);
      default:
        return type.is(LogicalTypeFamily.CHARACTER_STRING);
    }
  }

  /** Microseconds since 1970-01-01T00:00:00Z; what has no zone is read as UTC. */
  static long micros(TimestampData time) {
    return time.getMillisecond() * MICROS_PER_MILLI + time.getNanoOfMillisecond() / NANOS_PER_MICRO;
  }

  static TimestampData timestamp(long micros) {
    return TimestampData.fromEpochMillis(
        Math.floorDiv(micros, MICROS_PER_MILLI),
        (int) Math.floorMod(micros, MICROS_PER_MILLI) * NANOS_PER_MICRO);
  }
}
