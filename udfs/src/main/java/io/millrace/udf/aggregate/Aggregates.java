package io.millrace.udf.aggregate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The window aggregates that a pipeline file can name. */
public final class Aggregates {
  private static final Map<String, WindowAggregate> BY_NAME = new TreeMap<>();

  static {
    for (WindowAggregate aggregate :
        List.of(
            new Count(), new Sum(), new Mean(), new Extreme("min", -1), new Extreme("max", 1))) {
      BY_NAME.put(aggregate.name(), aggregate);
    }
  }

  private Aggregates() {}

  /** The aggregate of this name, or null when there is none. */
  public static WindowAggregate byName(String name) {
    return BY_NAME.get(name);
  }

  /** All names, sorted. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }
}
