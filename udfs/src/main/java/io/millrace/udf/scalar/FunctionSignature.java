package io.millrace.udf.scalar;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A function of the expression language: the method that computes it, and its types. */
public final class FunctionSignature {
  private final Class<?> owner;
  private final String name;
  private final List<ValueType> parameters;
  private final ValueType result;
  private final String doc;

  private FunctionSignature(
      Class<?> owner, String name, List<ValueType> parameters, ValueType result, String doc) {
    this.owner = owner;
    this.name = name;
    this.parameters = List.copyOf(parameters);
    this.result = result;
    this.doc = doc;
  }

  /**
   * Reads the signature of a method that is marked as a function.
   *
   * @throws IllegalArgumentException when the method is not static, or has a type that expressions
   *     do not know
   */
  static FunctionSignature of(Method method) {
    String where = method.getDeclaringClass().getName() + '.' + method.getName();
    int access = Modifier.PUBLIC | Modifier.STATIC;
    if ((method.getModifiers() & access) != access
        || !Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
      throw new IllegalArgumentException(
          where
              + ": expected a public static method of a public class, got "
              + method.toGenericString()
              + "; make both public and the method static");
    }
    List<ValueType> parameters = new ArrayList<>();
    for (Parameter parameter : method.getParameters()) {
      boolean micros = parameter.isAnnotationPresent(Micros.class);
      parameters.add(parameter(where, parameter.getType(), micros));
    }
    ValueType result =
        type(where, method.getReturnType(), method.isAnnotationPresent(Micros.class));
    String doc = method.getAnnotation(ScalarFunction.class).value();
    return new FunctionSignature(
        method.getDeclaringClass(), method.getName(), parameters, result, doc);
  }

  private static ValueType parameter(String where, Class<?> type, boolean micros) {
    if (type == ZoneId.class) {
      return ValueType.ZONE;
    }
    return type == double[].class ? ValueType.NUMBERS : type(where, type, micros);
  }

  private static ValueType type(String where, Class<?> type, boolean micros) {
    if (type == long.class) {
      return micros ? ValueType.TIMESTAMP : ValueType.LONG;
    }
    if (!micros) {
      if (type == boolean.class) {
        return ValueType.BOOLEAN;
      }
      if (type == double.class) {
        return ValueType.DOUBLE;
      }
      if (type == String.class) {
        return ValueType.STRING;
      }
    }
    throw new IllegalArgumentException(
        where
            + ": expected boolean, long, double, String (or ZoneId, double[] as a parameter), got "
            + (micros ? "@Micros " : "")
            + type.getName()
            + "; change the type, or put @Micros on a long only");
  }

  /** Class whose static method computes the function. */
  public Class<?> owner() {
    return owner;
  }

  public String name() {
    return name;
  }

  public List<ValueType> parameters() {
    return parameters;
  }

  public ValueType result() {
    return result;
  }

  /** What the function answers, one sentence. */
  public String doc() {
    return doc;
  }

  /** Name and parameter types, e.g. {@code hour(TIMESTAMP, ZONE)}. */
  @Override
  public String toString() {
    return parameters.stream()
        .map(ValueType::name)
        .collect(Collectors.joining(", ", name + '(', ")"));
  }
}
