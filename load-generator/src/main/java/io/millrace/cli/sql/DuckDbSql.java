package io.millrace.cli.sql;

import io.millrace.job.config.Pipeline;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** DuckDB, with functions of its own: a second opinion on what the job computes. */
final class DuckDbSql implements SqlDialect {

  /** Functions that DuckDB has too, as patterns of their arguments. */
  private static final Map<String, String> FUNCTIONS =
      Map.ofEntries(
          Map.entry("abs", "abs(%s)"),
          Map.entry("ceil", "ceil(%s)"),
          Map.entry("floor", "floor(%s)"),
          Map.entry("min", "least(%s, %s)"),
          Map.entry("max", "greatest(%s, %s)"),
          Map.entry("ratio", "(CAST(%s AS DOUBLE) / NULLIF(%s, 0))"),
          Map.entry("length", "length(%s)"),
          Map.entry("lower", "lower(%s)"),
          Map.entry("upper", "upper(%s)"),
          Map.entry("contains", "contains(%s, %s)"),
          Map.entry("startsWith", "starts_with(%s, %s)"),
          Map.entry("endsWith", "ends_with(%s, %s)"));

  @Override
  public String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public String lake(Pipeline pipeline, String folder) {
    return "read_parquet('"
        + folder.replace("'", "''")
        + "/**/*.parquet', hive_partitioning = false)";
  }

  /** Milliseconds since 1970: what a day is, an interval of DuckDB asks a time zone. */
  @Override
  public String time(String column) {
    return "epoch_ms(" + column + ')';
  }

  @Override
  public String length(long millis) {
    return Long.toString(millis);
  }

  @Override
  public String aggregate(SqlAggregate aggregate) {
    String filter = " FILTER (WHERE " + aggregate.filter() + ')';
    String value = aggregate.value().orElse("1");
    String number = "CAST(" + value + " AS DOUBLE)";
    switch (aggregate.name()) {
      case "count":
        return "count(" + value + ')' + filter;
      case "distinctCount":
        return "count(DISTINCT " + value + ')' + filter;
      case "sum":
        return "fsum(" + number + ')' + filter;
      case "mean":
        return "favg(" + number + ')' + filter;
      case "variance":
        return "var_pop(" + number + ')' + filter;
      case "varianceSample":
        return "var_samp(" + number + ')' + filter;
      case "stddev":
        return "stddev_pop(" + number + ')' + filter;
      case "stddevSample":
        return "stddev_samp(" + number + ')' + filter;
      case "first":
        return "arg_min(" + number + ", p." + aggregate.place() + ')' + filter;
      case "last":
        return "arg_max(" + number + ", p." + aggregate.place() + ')' + filter;
      case "quantile":
        return "quantile_disc(" + number + ", " + aggregate.parameter("rank") + ')' + filter;
      case "timeSinceLast":
        return "(max(e._at) - max(CASE WHEN "
            + value
            + " IS NOT NULL THEN p._at END)"
            + filter
            + ") / 1000.0";
      case "rate":
        return String.format(
            "count(%s)%s * %s / %s",
            value, filter, aggregate.parameter("per"), aggregate.windowMillis());
      case "decayedMean":
        String weight =
            String.format("pow(0.5, (e._at - p._at) / %s)", aggregate.parameter("halfLife"));
        return String.format(
            "fsum(%1$s * %2$s)%3$s / fsum(CASE WHEN %1$s IS NOT NULL THEN %2$s END)%3$s",
            number, weight, filter);
      default:
        return aggregate.name() + '(' + number + ')' + filter;
    }
  }

  @Override
  public String function(String name, List<String> arguments) {
    String pattern = FUNCTIONS.get(name);
    if (pattern == null) {
      throw new IllegalArgumentException(
          "SQL for DuckDB: expected a function of "
              + new TreeSet<>(FUNCTIONS.keySet())
              + ", got '"
              + name
              + "'; derive a column from it and use that");
    }
    return String.format(pattern, arguments.toArray());
  }

  @Override
  public String remainder(String dividend, String divisor) {
    return '(' + dividend + " % " + divisor + ')';
  }

  @Override
  public String numbers(List<Double> numbers) {
    return numbers.toString();
  }

  @Override
  public List<String> preparations(
      Pipeline pipeline, String folder, Iterable<String> aggregates, Iterable<String> functions) {
    return List.of();
  }
}
