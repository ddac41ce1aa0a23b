package io.millrace.udf.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.udf.aggregate.Accumulator;
import io.millrace.udf.aggregate.Aggregates;
import io.millrace.udf.aggregate.WindowAggregate;
import io.millrace.udf.scalar.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.types.Row;

/** Calls of every aggregate, and what each gives over some rows: its accumulator, in order. */
final class AggregateCases {
  static final Instant ASKED = Instant.parse("2018-04-02T00:00:00Z");
  private static final Instant FIRST = Instant.parse("2018-04-01T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final List<String> GROUPS = List.of("a", "b", "c", "d");

  private static final ToDoubleFunction<Row> NONE = row -> 1;
  private static final ToDoubleFunction<Row> REAL = row -> real(row.getFieldAs("v"));
  private static final ToDoubleFunction<Row> TRUTH = row -> truth(row.getFieldAs("flag"));
  private static final ToDoubleFunction<Row> TEXT = row -> text(row.getFieldAs("s"));
  private static final ToDoubleFunction<Row> ANY_TEXT =
      row -> row.getField("s") == null ? Double.NaN : 1;

  /** One call: its arguments in SQL, and the same for the accumulator. */
  record Case(
      String aggregate,
      String arguments,
      Map<String, Double> parameters,
      ToDoubleFunction<Row> value) {

    String sql(String prefix) {
      return prefix + aggregate + '(' + arguments + ')';
    }

    /** The result over these rows, which come in any order. */
    Object expected(List<Row> rows) {
      WindowAggregate aggregate = Aggregates.byName(this.aggregate).create(parameters);
      Accumulator accumulator = aggregate.prepare();
      rows.stream()
          .sorted(
              Comparator.comparing((Row row) -> row.<Instant>getFieldAs("ts"))
                  .thenComparingDouble(value))
          .forEach(
              row ->
                  accumulator.update(
                      row.<Instant>getFieldAs("ts").toEpochMilli(), value.applyAsDouble(row)));
      double result = accumulator.finish(ASKED.toEpochMilli(), DAY.toMillis());
      if (aggregate.isCount()) {
        return (long) result;
      }
      return accumulator.isEmpty() || !Double.isFinite(result) ? null : result;
    }
  }

  private AggregateCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (String name :
        List.of(
            "sum", "mean", "min", "max", "variance", "varianceSample", "stddev", "stddevSample")) {
      cases.add(new Case(name, "v", Map.of(), REAL));
      cases.add(new Case(name, "flag", Map.of(), TRUTH));
    }
    cases.add(new Case("count", "", Map.of(), NONE));
    cases.add(new Case("count", "v", Map.of(), REAL));
    cases.add(new Case("count", "s", Map.of(), ANY_TEXT));
    cases.add(new Case("distinctCount", "v", Map.of(), REAL));
    cases.add(new Case("distinctCount", "s", Map.of(), TEXT));
    cases.add(new Case("quantile", "v, 0.25", Map.of("rank", 0.25), REAL));
    cases.add(new Case("first", "v, ts", Map.of(), REAL));
    cases.add(new Case("last", "v, ts", Map.of(), REAL));
    cases.add(new Case("last", "v, millis", Map.of(), REAL));
    cases.add(new Case("timeSinceLast", "ts, asked", Map.of(), NONE));
    cases.add(new Case("timeSinceLast", "v, ts, asked", Map.of(), REAL));
    cases.add(
        new Case(
            "decayedMean",
            "v, ts, INTERVAL '1' HOUR",
            Map.of("halfLife", (double) HOUR.toMillis()),
            REAL));
    cases.add(new Case("rate", "INTERVAL '1' DAY", Map.of(), NONE));
    cases.add(
        new Case(
            "rate",
            "v, INTERVAL '1' DAY, INTERVAL '1' HOUR",
            Map.of("per", (double) HOUR.toMillis()),
            REAL));
    assertThat(cases.stream().map(Case::aggregate).distinct())
        .containsExactlyInAnyOrderElementsOf(Aggregates.names());
    return cases;
  }

  /** Rows of one day in random order, some at the same time, with values that are none. */
  static List<Row> rows(Random random, int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant time = FIRST.plus(HOUR.dividedBy(10).multipliedBy(random.nextInt(200)));
      Row row = Row.withNames();
      row.setField("id", (long) i);
      row.setField("g", GROUPS.get(random.nextInt(GROUPS.size())));
      row.setField("v", value(random));
      row.setField("flag", random.nextInt(5) == 0 ? null : random.nextBoolean());
      row.setField("s", random.nextInt(5) == 0 ? null : "text " + random.nextInt(20));
      row.setField("ts", time);
      row.setField("millis", time.toEpochMilli());
      row.setField("asked", ASKED);
      rows.add(row);
    }
    return rows;
  }

  private static Double value(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> null;
      case 1 -> Double.NaN;
      case 2 -> Double.NEGATIVE_INFINITY;
      default -> random.nextInt(-200, 2000) / 8.0;
    };
  }

  static TypeInformation<Row> rowType() {
    return Types.ROW_NAMED(
        new String[] {"id", "g", "v", "flag", "s", "ts", "millis", "asked"},
        Types.LONG,
        Types.STRING,
        Types.DOUBLE,
        Types.BOOLEAN,
        Types.STRING,
        Types.INSTANT,
        Types.LONG,
        Types.INSTANT);
  }

  /** The rows' table; all of a day come before the watermark does. */
  static Schema schema() {
    return Schema.newBuilder()
        .column("id", DataTypes.BIGINT())
        .column("g", DataTypes.STRING())
        .column("v", DataTypes.DOUBLE())
        .column("flag", DataTypes.BOOLEAN())
        .column("s", DataTypes.STRING())
        .column("ts", DataTypes.TIMESTAMP_LTZ(3))
        .column("millis", DataTypes.BIGINT())
        .column("asked", DataTypes.TIMESTAMP_LTZ(3))
        .watermark("ts", "ts - INTERVAL '1' DAY")
        .build();
  }

  static void register(SqlSession sql, String prefix, String group)
      throws ReflectiveOperationException {
    for (String name : Aggregates.names()) {
      String type = Character.toUpperCase(name.charAt(0)) + name.substring(1);
      sql.register(prefix + name, Class.forName("io.millrace.udf.sql." + group + '.' + type));
    }
  }

  /** All calls, separated by commas. */
  static String calls(String prefix) {
    return all().stream().map(one -> one.sql(prefix)).collect(Collectors.joining(", "));
  }

  /** Compares results, which stand behind the group in the order of the cases. */
  static void assertResults(Row result, List<Row> rows, String of) {
    List<Case> cases = all();
    for (int i = 0; i < cases.size(); i++) {
      Object expected = cases.get(i).expected(rows);
      Object actual = result.getField(i + 1);
      String what = cases.get(i).sql("") + " of " + of;
      if (expected instanceof Double real && actual instanceof Double got) {
        assertThat(got).as(what).isCloseTo(real, within(1e-9 * Math.max(1, Math.abs(real))));
      } else {
        assertThat(actual).as(what).isEqualTo(expected);
      }
    }
  }

  private static double real(Double value) {
    return value == null || value.isInfinite() ? Double.NaN : value;
  }

  private static double truth(Boolean value) {
    return value == null ? Double.NaN : value ? 1 : 0;
  }

  private static double text(String value) {
    return value == null ? Double.NaN : Identity.of(value);
  }
}
