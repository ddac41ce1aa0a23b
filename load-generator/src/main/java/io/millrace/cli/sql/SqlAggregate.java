package io.millrace.cli.sql;

import java.util.Map;
import java.util.Optional;

/** An aggregate over one window, in parts that a dialect puts together. */
final class SqlAggregate {
  private final String name;
  private final String value;
  private final Map<String, Double> parameters;
  private final long windowMillis;
  private final String filter;
  private final String place;

  /**
   * @param value of the row that is aggregated; null when every row is taken
   * @param parameters by their names, durations in milliseconds; those with a default may be
   *     missing
   * @param filter condition of the rows in the window
   * @param place column that orders the rows of an entity
   */
  SqlAggregate(
      String name,
      String value,
      Map<String, Double> parameters,
      long windowMillis,
      String filter,
      String place) {
    this.name = name;
    this.value = value;
    this.parameters = Map.copyOf(parameters);
    this.windowMillis = windowMillis;
    this.filter = filter;
    this.place = place;
  }

  /** Name of the aggregate in pipeline files. */
  String name() {
    return name;
  }

  Optional<String> value() {
    return Optional.ofNullable(value);
  }

  double parameter(String parameter) {
    return parameters.get(parameter);
  }

  long windowMillis() {
    return windowMillis;
  }

  String filter() {
    return filter;
  }

  String place() {
    return place;
  }
}
