package io.millrace.udf.sql;

import io.millrace.udf.scalar.FunctionSignature;
import io.millrace.udf.scalar.ValueType;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.table.data.TimestampData;

/** One function, to be called with values of SQL. Belongs to one thread. */
final class FunctionCall implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Class<?> owner;
  private final String name;
  private final ValueType[] parameters;
  private final ValueType result;
  private final ZoneId[] zones;
  private transient MethodHandle method;
  private transient Object[] values;

  /**
   * @param zones by parameter; null where a parameter is none
   */
  FunctionCall(FunctionSignature function, ZoneId[] zones) {
    this.owner = function.owner();
    this.name = function.name();
    this.parameters = function.parameters().toArray(new ValueType[0]);
    this.result = function.result();
    this.zones = zones;
  }

  /** Looks the method up; before the first call. */
  void open() {
    MethodType type =
        MethodType.methodType(
            javaType(result),
            List.of(parameters).stream().map(FunctionCall::javaType).toArray(Class<?>[]::new));
    try {
      method =
          MethodHandles.publicLookup()
              .findStatic(owner, name, type)
              .asSpreader(Object[].class, parameters.length)
              .asType(MethodType.methodType(Object.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          owner.getName() + ": expected the method " + name + type + " of when it was planned", e);
    }
    values = Arrays.copyOf(zones, zones.length, Object[].class);
  }

  /** The result; null where an argument or the result is null or not finite. */
  Object apply(Object[] arguments) {
    for (int i = 0; i < parameters.length; i++) {
      if (zones[i] == null) {
        Object value = argument(parameters[i], arguments[i]);
        if (value == null) {
          return null;
        }
        values[i] = value;
      }
    }
    Object value = finite(invoke());
    return result == ValueType.TIMESTAMP ? SqlTypes.timestamp((long) value) : value;
  }

  /** A value of SQL as the method takes it; null where a function is not to be called with it. */
  private static Object argument(ValueType parameter, Object value) {
    if (value == null) {
      return null;
    }
    switch (parameter) {
      case TIMESTAMP:
        return SqlTypes.micros((TimestampData) value);
      case NUMBERS:
        return numbers((Double[]) value);
      default:
        return finite(value);
    }
  }

  private static double[] numbers(Double[] values) {
    double[] numbers = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null || !Double.isFinite(values[i])) {
        return null;
      }
      numbers[i] = values[i];
    }
    return numbers;
  }

  private Object invoke() {
    try {
      return method.invokeExact(values);
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name + " of " + owner.getName() + " failed", e);
    }
  }

  private static Object finite(Object value) {
    return value instanceof Double && !Double.isFinite((Double) value) ? null : value;
  }

  private static Class<?> javaType(ValueType type) {
    switch (type) {
      case BOOLEAN:
        return boolean.class;
      case DOUBLE:
        return double.class;
      case STRING:
        return String.class;
      case ZONE:
        return ZoneId.class;
      case NUMBERS:
        return double[].class;
      default:
        return long.class;
    }
  }
}
