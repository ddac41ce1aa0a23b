package io.millrace.job.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.RowExpression;
import io.millrace.udf.scalar.FunctionRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExpressionTest {
  /** 2018-04-07T06:30:00Z, a Saturday. */
  private static final long SATURDAY = 1_523_082_600_000_000L;

  private final ExpressionCompiler compiler = new ExpressionCompiler(FunctionRegistry.load());

  static Stream<Arguments> values() {
    return Stream.of(
        // literals and precedence
        arguments("1 + 2 * 3", 7L),
        arguments("(1 + 2) * 3", 9L),
        arguments("10 - 4 - 3", 3L),
        arguments("2 * -3", -6L),
        arguments("1 < 2 == true", true),
        arguments("false && false || true", true),
        arguments("true || false && false", true),
        arguments("false ? 1 : true ? 2 : 3", 2L),
        arguments("!false && true", true),
        arguments("- - 4", 4L),
        arguments("0.1 + 0.2", 0.1 + 0.2),
        arguments("'it\\'s' == \"it's\"", true),
        arguments("'a\\tb'", "a\tb"),
        // division is real
        arguments("7 / 2", 3.5),
        arguments("7 % 4", 3L),
        arguments("-7 % 4", -3L),
        arguments("7.5 % 2", 1.5),
        arguments("7 / 0", null),
        arguments("7 % 0", null),
        arguments("7.0 % 0", null),
        arguments("0 / 0", null),
        // what has no finite answer
        arguments("9223372036854775807 + 1", null),
        arguments("-9223372036854775807 - 2", null),
        arguments("9223372036854775807 * 2", null),
        arguments("-(-9223372036854775807 - 1)", null),
        arguments("1e308 * 10", null),
        arguments("double", null),
        arguments("double + 1", null),
        arguments("isNull(double)", true),
        // columns
        arguments("int + 1", 6L),
        arguments("decimal * 2", 25.0),
        arguments("other.string", "b"),
        // comparisons
        arguments("int == 5.0", true),
        arguments("string < other.string", true),
        arguments("string == 'a'", true),
        arguments("timestamp < other.timestamp", true),
        arguments("date == other.date", null),
        arguments("boolean == false", false),
        // functions
        arguments("isWeekend(timestamp)", true),
        arguments("isWeekend(timestamp) ? 1 : 0", 1L),
        arguments("isNight(timestamp)", true),
        arguments("isNight(timestamp, 'Europe/Berlin')", false),
        arguments("hour(timestamp, \"America/New_York\")", 2L),
        arguments("dayOfWeek(timestamp)", 6L),
        arguments("secondsBetween(timestamp, other.timestamp)", 90.0),
        arguments("max(int, 7)", 7L),
        arguments("max(int, 7.5)", 7.5),
        arguments("clip(int, 0, 3)", 3L),
        arguments("abs(-2.5)", 2.5),
        arguments("log(0)", null),
        arguments("sqrt(-1)", null),
        arguments("ratio(int, 0)", null),
        arguments("ratio(int, 2)", 2.5),
        arguments("round(-2.5)", -3.0),
        arguments("length(other.string)", 1L),
        arguments("upper(string)", "A"),
        arguments("coalesce(null, long, 3)", 3L),
        arguments("coalesce(long, double, 0.5)", 0.5),
        arguments("isNull(bytes)", true),
        arguments("isNull(other.bytes)", false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("values")
  void hasTheValue(String text, Object value) {
    Map<String, Object> row = new HashMap<>();
    row.put("boolean", true);
    row.put("int", 5);
    row.put("double", Double.NaN);
    row.put("decimal", "12.50");
    row.put("string", "a");
    row.put("other.string", "b");
    row.put("timestamp", SATURDAY);
    row.put("other.timestamp", SATURDAY + 90_000_000);
    row.put("other.date", 3);
    row.put("other.bytes", new byte[0]);

    assertThat(Rows.compile(compiler, text).apply(Rows.of(row))).isEqualTo(value);
  }

  static Stream<Arguments> nulls() {
    return Stream.of(
        arguments("long + 1", null),
        arguments("-long", null),
        arguments("long == 1", null),
        arguments("long != 1", null),
        arguments("string < 'a'", null),
        arguments("!boolean", null),
        arguments("boolean && true", null),
        arguments("boolean && false", false),
        arguments("false && boolean", false),
        arguments("true && boolean", null),
        arguments("boolean || true", true),
        arguments("true || boolean", true),
        arguments("boolean || false", null),
        arguments("false || boolean", null),
        arguments("boolean ? 1 : 2", 2L),
        arguments("true ? long : 2", null),
        arguments("null ? 1 : 2", 2L),
        arguments("isNull(long)", true),
        arguments("isNull(long) && true", true),
        arguments("coalesce(long, other.long)", null),
        arguments("upper(string)", null),
        arguments("max(long, 1)", null),
        arguments("decimal * 2", null),
        arguments("timestamp == other.timestamp", null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nulls")
  void treatsNullAsSqlDoes(String text, Object value) {
    assertThat(Rows.compile(compiler, text).apply(Rows.of(Map.of()))).isEqualTo(value);
  }

  static Stream<Arguments> types() {
    return Stream.of(
        arguments("boolean", ColumnType.BOOLEAN),
        arguments("int", ColumnType.LONG),
        arguments("true ? 1 : 0", ColumnType.LONG),
        arguments("true ? 1 : 0.5", ColumnType.DOUBLE),
        arguments("int / int", ColumnType.DOUBLE),
        arguments("decimal", ColumnType.DOUBLE),
        arguments("coalesce(timestamp, null)", ColumnType.TIMESTAMP),
        arguments("date", ColumnType.DATE),
        arguments("true ? null : 'a'", ColumnType.STRING));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("types")
  void hasTheType(String text, ColumnType type) {
    Expression expression =
        compiler.compile(text, Scope.of(Rows.COLUMNS), fault -> {}).orElseThrow();

    assertThat(expression.type()).isEqualTo(type);
    assertThat(expression.newInstance().type()).isEqualTo(type);
  }

  @Test
  void aTruthValueIsOneOrZeroAsANumber() {
    RowExpression expression =
        compiler.compile("long > 3", Scope.of(Rows.COLUMNS), f -> {}).orElseThrow().newInstance();

    assertThat(expression.evaluate(Rows.of(Map.of("long", 4)))).isTrue();
    assertThat(expression.doubleValue()).isEqualTo(1);
    assertThat(expression.evaluate(Rows.of(Map.of("long", 3)))).isTrue();
    assertThat(expression.doubleValue()).isZero();
  }

  @Test
  void expressionsThatDifferInLiteralsShareAClassButNoValues() {
    RowExpression one = instance("string == 'a' ? 1 : 2");
    RowExpression other = instance("string == 'b' ? 3 : 4");
    Event event = Rows.of(Map.of("string", "b"));

    assertThat(one.evaluate(event)).isTrue();
    assertThat(other.evaluate(event)).isTrue();
    assertThat(one.longValue()).isEqualTo(2);
    assertThat(other.longValue()).isEqualTo(3);
    assertThat(one.getClass()).isSameAs(other.getClass());
  }

  @Test
  void tellsWhichColumnsItReads() {
    Expression expression =
        compiler
            .compile(
                "isNull(bytes) ? other.long + long : long", Scope.of(Rows.COLUMNS), fault -> {})
            .orElseThrow();

    assertThat(expression.columns().stream().map(c -> Rows.COLUMNS.get(c).name()))
        .containsExactlyInAnyOrder("bytes", "long", "other.long");
  }

  @Test
  void anAggregateHasAnInputAndADefault() {
    assertThat(aggregate("count()").input()).isEmpty();
    assertThat(aggregate("count()").defaultValue()).isEmpty();
    assertThat(aggregate("mean(int + 1*2)").input()).contains("(int + (1 * 2))");
    assertThat(aggregate("mean(int, default: 0)").defaultValue()).contains(0.0);
    assertThat(aggregate("min(int, default: -1.5)").defaultValue()).contains(-1.5);
    assertThat(aggregate("mean(true ? 1 : 2)").input()).contains("(true ? 1 : 2)");
  }

  @Test
  void countsValuesOfAnyType() {
    Expression input =
        compiler
            .compileInput(aggregate("count(string)"), true, Scope.of(Rows.COLUMNS), fault -> {})
            .orElseThrow();
    RowExpression counted = input.newInstance();

    assertThat(counted.evaluate(Rows.of(Map.of("string", "a")))).isTrue();
    assertThat(counted.doubleValue()).isEqualTo(1);
    assertThat(counted.evaluate(Rows.of(Map.of()))).isFalse();
  }

  private RowExpression instance(String text) {
    return compiler.compile(text, Scope.of(Rows.COLUMNS), fault -> {}).orElseThrow().newInstance();
  }

  private static AggregateCall aggregate(String text) {
    return ExpressionCompiler.aggregate(text, fault -> {}).orElseThrow();
  }

  private static Arguments arguments(String text, Object value) {
    return Arguments.of(text, value);
  }
}
