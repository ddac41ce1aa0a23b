package io.millrace.udf.aggregate;

import java.util.Map;
import java.util.TreeMap;

/** An aggregate that is known by its name and its arguments. */
abstract class NamedAggregate implements WindowAggregate {
  private final String name;
  private final Map<String, Double> arguments;

  NamedAggregate(String name, Map<String, Double> arguments) {
    this.name = name;
    this.arguments = new TreeMap<>(arguments);
  }

  NamedAggregate(String name) {
    this(name, Map.of());
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Map<String, Double> arguments() {
    return Map.copyOf(arguments);
  }

  @Override
  public boolean isCount() {
    return false;
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof NamedAggregate && toString().equals(other.toString());
  }

  @Override
  public final int hashCode() {
    return toString().hashCode();
  }

  @Override
  public final String toString() {
    return arguments.isEmpty() ? name : name + arguments;
  }
}
