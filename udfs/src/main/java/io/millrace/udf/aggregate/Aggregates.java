package io.millrace.udf.aggregate;

import io.millrace.udf.aggregate.AggregateType.Input;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The window aggregates that a pipeline file can name. */
public final class Aggregates {
  private static final Map<String, AggregateType> BY_NAME = new TreeMap<>();

  static {
    for (AggregateType type :
        List.of(
            new AggregateType(
                "count", "Number of values.", Input.OPTIONAL, arguments -> new Count()),
            new AggregateType("sum", "Sum of the values.", Input.REQUIRED, arguments -> new Sum()),
            new AggregateType("mean", "Arithmetic mean.", Input.REQUIRED, arguments -> new Mean()),
            new AggregateType(
                "min", "Smallest value.", Input.REQUIRED, arguments -> Extreme.smallest()),
            new AggregateType(
                "max", "Largest value.", Input.REQUIRED, arguments -> Extreme.largest()))) {
      BY_NAME.put(type.name(), type);
    }
    BY_NAME.get("count").ofAnyType();
  }

  private Aggregates() {}

  /** The aggregate of this name, or null when there is none. */
  public static AggregateType byName(String name) {
    return BY_NAME.get(name);
  }

  /** All names, sorted. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }
}
