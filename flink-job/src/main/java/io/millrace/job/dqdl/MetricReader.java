package io.millrace.job.dqdl;

import io.millrace.job.dqdl.Metric.Kind;
import io.millrace.job.dqdl.row.Fault;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.expression.Suggestion;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Resolves what analyzers and rules measure to {@link Metric}s of a ruleset. */
final class MetricReader {
  private static final Set<Kind> OF_NUMBERS =
      EnumSet.of(
          Kind.MEAN,
          Kind.SUM,
          Kind.STANDARD_DEVIATION,
          Kind.COLUMN_CORRELATION,
          Kind.MINIMUM,
          Kind.MAXIMUM);
  private static final Set<Kind> OF_TEXT = EnumSet.of(Kind.MINIMUM_LENGTH, Kind.MAXIMUM_LENGTH);

  /** What an analyzer of this name measures, and of how many columns. */
  private static final Map<String, List<Kind>> ANALYZERS = new LinkedHashMap<>();

  private static final String ALL_STATISTICS = "AllStatistics";
  private static final String COLUMN_COUNT = "ColumnCount";

  static {
    for (RuleType type : RuleType.values()) {
      if (type.kind() != null) {
        ANALYZERS.put(type.toString(), List.of(type.kind()));
      }
    }
    ANALYZERS.put(COLUMN_COUNT, List.of(Kind.CONSTANT));
    ANALYZERS.put("ColumnLength", List.of(Kind.MINIMUM_LENGTH, Kind.MAXIMUM_LENGTH));
    ANALYZERS.put("ColumnValues", List.of(Kind.MINIMUM, Kind.MAXIMUM));
    ANALYZERS.put(ALL_STATISTICS, List.of(Kind.ROW_COUNT, Kind.COMPLETENESS, Kind.UNIQUENESS));
  }

  private final Fields fields;
  private final RulesetBuilder ruleset;

  MetricReader(Fields fields, RulesetBuilder ruleset) {
    this.fields = fields;
    this.ruleset = ruleset;
  }

  /** Index of the metric of these columns. */
  int metric(Kind kind, List<Integer> columns, EventFilter filter) throws Fault {
    for (int position : columns) {
      Column column = fields.column(position);
      boolean fits =
          (!OF_NUMBERS.contains(kind) || column.type().isNumeric())
              && (!OF_TEXT.contains(kind) || column.type() == ColumnType.STRING);
      if (!fits) {
        String wanted = OF_TEXT.contains(kind) ? "text" : "number";
        throw new Fault(
            "a " + wanted + " column",
            column.name() + " of type " + column.type(),
            "name a column of "
                + (OF_TEXT.contains(kind) ? "text" : "numbers")
                + ", or remove the rule");
      }
    }
    String where = filter == null ? "" : filter.text();
    return ruleset.add(
        Metric.of(kind, name(kind.glue(), columns), columns, ruleset.add(filter), where));
  }

  /** Index of a value that the schema fixes. */
  int ofSchema(String name, String key, double value) {
    return ruleset.add(Metric.ofSchema(name, key, value));
  }

  int columnCount() {
    String name = "Dataset.*.ColumnCount";
    return ofSchema(name, name, fields.names().size());
  }

  /** Glue's name of a metric: of the data set, of a column, or of several. */
  String name(String metric, List<Integer> columns) {
    String names =
        columns.stream().map(c -> fields.column(c).name()).collect(Collectors.joining(","));
    if (columns.size() > 1) {
      return "Multicolumn.[" + names + "]." + metric;
    }
    return (columns.isEmpty() ? "Dataset.*." : "Column." + names + '.') + metric;
  }

  /** Indices of what an analyzer measures. */
  List<Integer> analyzer(String name, List<String> columnNames) throws Fault {
    if (!ANALYZERS.containsKey(name)) {
      throw new Fault(
          "an analyzer (" + String.join(", ", ANALYZERS.keySet()) + ")",
          name,
          RuleType.of(name).isPresent()
              ? "write it among the Rules: it measures nothing by itself"
              : nearest(name, ANALYZERS.keySet()));
    }
    return measured(name, columnNames, null, name);
  }

  /** Indices of what DetectAnomalies looks at. */
  List<Integer> watched(String name, List<String> columnNames, EventFilter filter) throws Fault {
    Set<String> known = new LinkedHashSet<>(ANALYZERS.keySet());
    known.remove(ALL_STATISTICS);
    if (!known.contains(name)) {
      throw new Fault("a metric (" + String.join(", ", known) + ")", name, nearest(name, known));
    }
    return measured(name, columnNames, filter, "DetectAnomalies \"" + name + '"');
  }

  private List<Integer> measured(
      String name, List<String> columnNames, EventFilter filter, String written) throws Fault {
    List<Kind> kinds = new ArrayList<>(ANALYZERS.get(name));
    int expected = columns(name);
    if (columnNames.size() != expected) {
      throw new Fault(
          name + " of " + Parameters.count(expected),
          columnNames.isEmpty() ? "none" : String.join(", ", columnNames),
          "write e.g. " + written + Parameters.example(expected));
    }
    List<Integer> columns = new ArrayList<>();
    for (String column : columnNames) {
      columns.add(fields.position(column));
    }
    if (name.equals(ALL_STATISTICS)) {
      ColumnType type = fields.column(columns.get(0)).type();
      if (type == ColumnType.STRING) {
        kinds.addAll(ANALYZERS.get("ColumnLength"));
      } else if (type.isNumeric()) {
        kinds.addAll(ANALYZERS.get("ColumnValues"));
      }
    }
    List<Integer> metrics = new ArrayList<>();
    for (Kind kind : kinds) {
      metrics.add(
          kind == Kind.CONSTANT
              ? columnCount()
              : metric(kind, kind == Kind.ROW_COUNT ? List.of() : columns, filter));
    }
    return metrics;
  }

  private static int columns(String name) {
    if (name.equals(ALL_STATISTICS)) {
      return 1;
    }
    return RuleType.of(name).orElseThrow(IllegalStateException::new).leastParameters();
  }

  private static String nearest(String name, Set<String> known) {
    return Suggestion.nearest(name, known)
        .map(near -> "did you mean '" + near + "'?")
        .orElse("remove it");
  }
}
