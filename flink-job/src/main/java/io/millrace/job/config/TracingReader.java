package io.millrace.job.config;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.expression.Suggestion;
import java.util.Optional;

/** Reads the {@code tracing} section: {@code field} and {@code sample}, of which one is there. */
final class TracingReader {
  private static final String SHARE = "a share from 0 to 1, e.g. 0.01";
  private static final String FIELD = "a field of the event that holds a trace header";

  private TracingReader() {}

  /** The section; empty after telling what is wrong with it. */
  static Optional<TracingSpec> read(YamlValue section, Columns columns, Problems problems) {
    YamlMap map = section.map("field", "sample").orElse(null);
    if (map == null) {
      return Optional.empty();
    }
    if (!map.has("field") && !map.has("sample")) {
      return section.problem("field, sample or both", "add e.g. sample: 0.01");
    }
    Optional<Integer> field = map.get("field").flatMap(value -> field(value, columns, problems));
    Optional<Double> sample = map.get("sample").flatMap(TracingReader::share);
    return Optional.of(new TracingSpec(field.orElse(-1), sample.orElse(0.0)));
  }

  private static Optional<Double> share(YamlValue value) {
    return value
        .number(SHARE)
        .flatMap(
            share ->
                share >= 0 && share <= 1
                    ? Optional.of(share)
                    : value.problem(SHARE, "choose one within"));
  }

  private static Optional<Integer> field(YamlValue value, Columns columns, Problems problems) {
    Optional<String> name = value.text(FIELD);
    if (name.isEmpty() || columns.isFaulty(name.get())) {
      return Optional.empty();
    }
    int position = columns.position(name.get());
    if (position < 0) {
      return value.problem(FIELD, Suggestion.remedy(name.get(), columns.names(Column.Kind.FIELD)));
    }
    ColumnType type = columns.column(position).type();
    if (type != ColumnType.STRING) {
      problems.add(
          value.where(),
          "a field of type STRING",
          "'" + name.get() + "', which is " + type,
          "choose another field");
      return Optional.empty();
    }
    return Optional.of(position);
  }
}
