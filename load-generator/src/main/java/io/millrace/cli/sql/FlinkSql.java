package io.millrace.cli.sql;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.udf.aggregate.AggregateType;
import io.millrace.udf.aggregate.Aggregates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Flink SQL in batch mode, with the functions of the {@code udfs} jar. */
final class FlinkSql implements SqlDialect {
  private static final String PACKAGE = "io.millrace.udf.sql.";
  private static final String PREFIX = "millrace_";
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();

  @Override
  public String quote(String name) {
    return '`' + name.replace("`", "``") + '`';
  }

  @Override
  public String lake(Pipeline pipeline, String folder) {
    return quote(table(pipeline));
  }

  private static String table(Pipeline pipeline) {
    return pipeline.table() + "_lake";
  }

  @Override
  public String time(String column) {
    return "CAST(" + column + " AS TIMESTAMP_LTZ(3))";
  }

  /** Flink takes up to three digits for the first field of an interval, two unless it is told. */
  @Override
  public String length(long millis) {
    Duration length = Duration.ofMillis(millis);
    if (millis % DAY == 0) {
      return "INTERVAL '" + length.toDays() + "' DAY" + (length.toDays() > 99 ? "(3)" : "");
    }
    if (millis % HOUR == 0 && length.toHours() <= 99) {
      return "INTERVAL '" + length.toHours() + "' HOUR";
    }
    return String.format(
        "INTERVAL '%d %02d:%02d:%02d.%03d' DAY(3) TO SECOND(3)",
        length.toDays(),
        length.toHoursPart(),
        length.toMinutesPart(),
        length.toSecondsPart(),
        length.toMillisPart());
  }

  @Override
  public String aggregate(SqlAggregate aggregate) {
    AggregateType type = Aggregates.byName(aggregate.name());
    List<String> arguments = new ArrayList<>();
    aggregate.value().ifPresent(arguments::add);
    switch (aggregate.name()) {
      case "first":
      case "last":
        arguments.add("p." + aggregate.place());
        break;
      case "decayedMean":
        arguments.add("p." + FeatureSql.AT);
        break;
      case "timeSinceLast":
        arguments.add("p." + FeatureSql.AT);
        arguments.add("e." + FeatureSql.AT);
        break;
      case "rate":
        arguments.add(length(aggregate.windowMillis()));
        break;
      default:
        break;
    }
    for (AggregateType.Parameter parameter : type.parameters()) {
      double argument = aggregate.parameter(parameter.name());
      arguments.add(
          parameter.kind() == AggregateType.Parameter.Kind.DURATION
              ? length((long) argument)
              : Double.toString(argument));
    }
    return function(aggregate.name(), arguments) + " FILTER (WHERE " + aggregate.filter() + ')';
  }

  @Override
  public String function(String name, List<String> arguments) {
    return PREFIX + name + '(' + String.join(", ", arguments) + ')';
  }

  @Override
  public String remainder(String dividend, String divisor) {
    return "MOD(" + dividend + ", " + divisor + ')';
  }

  @Override
  public String numbers(List<Double> numbers) {
    return "ARRAY" + numbers;
  }

  @Override
  public List<String> preparations(
      Pipeline pipeline, String folder, Iterable<String> aggregates, Iterable<String> functions) {
    List<String> statements = new ArrayList<>();
    aggregates.forEach(name -> statements.add(createFunction(name, "aggregate.")));
    functions.forEach(name -> statements.add(createFunction(name, "scalar.")));
    statements.add(createTable(pipeline, folder));
    return statements;
  }

  private static String createFunction(String name, String group) {
    String type = Character.toUpperCase(name.charAt(0)) + name.substring(1);
    return "CREATE TEMPORARY FUNCTION IF NOT EXISTS "
        + PREFIX
        + name
        + " AS '"
        + PACKAGE
        + group
        + type
        + '\'';
  }

  private String createTable(Pipeline pipeline, String folder) {
    return "CREATE TEMPORARY TABLE IF NOT EXISTS "
        + quote(table(pipeline))
        + " (\n"
        + pipeline.layout().columns().stream()
            .map(column -> "  " + quote(column.name()) + ' ' + type(column))
            .collect(Collectors.joining(",\n"))
        + "\n) WITH (\n  'connector' = 'filesystem',\n  'path' = '"
        + folder.replace("'", "''")
        + "',\n  'format' = 'parquet',\n  'parquet.utc-timezone' = 'true'\n)";
  }

  private static String type(Column column) {
    switch (column.type()) {
      case LONG:
        return "BIGINT";
      case TIMESTAMP:
        return "TIMESTAMP_LTZ(6)";
      case DECIMAL:
        return "DECIMAL(" + column.precision() + ", " + column.scale() + ')';
      default:
        return column.type().name();
    }
  }
}
