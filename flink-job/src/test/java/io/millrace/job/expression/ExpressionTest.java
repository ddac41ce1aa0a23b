package io.millrace.job.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.RowExpression;
import io.millrace.udf.scalar.FunctionRegistry;
import io.millrace.udf.scalar.Identity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        arguments("hourOfWeek(timestamp)", 126L),
        arguments("hourOfWeek(timestamp, 'Europe/Berlin')", 128L),
        arguments("minuteOfDay(timestamp)", 390L),
        arguments("month(timestamp)", 4L),
        arguments("ratio(int, 0, -1)", -1.0),
        arguments("ratio(int, long, -1)", null),
        arguments("zScore(int, 3, 0)", null),
        arguments("zScore(int, 3, 2)", 1.0),
        arguments("minMax(int, 0, 10)", 0.5),
        arguments("log1p(-1)", null),
        arguments("pow(-8, 0.5)", null),
        arguments("sign(-int)", -1L),
        arguments("bucketize(int, [1, 5, 10])", 2L),
        arguments("bucketize(int, [-1.5, 1e3])", 1L),
        arguments("bucketize(double, [1])", null),
        arguments("haversine(0, 0, 0, 180) > 20015", true),
        arguments("haversine(91, 0, 0, 0)", null),
        arguments("hashBucket('hello', 1000)", 306L),
        arguments("hashBucket(int, 0)", 0L),
        arguments("concat(string, '|', toText(int))", "a|5"),
        arguments("emailDomain('a@B.org')", "b.org"),
        arguments("emailDomain(string)", null),
        arguments("substring('411111', 1, 4)", "4111"),
        arguments("contains(string, 'a') && startsWith(string, '')", true),
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
            .compileInput(
                aggregate("count(string)"),
                AggregateCall.Take.ONE,
                Scope.of(Rows.COLUMNS),
                fault -> {})
            .orElseThrow()
            .expression();
    RowExpression counted = input.newInstance();

    assertThat(counted.evaluate(Rows.of(Map.of("string", "a")))).isTrue();
    assertThat(counted.doubleValue()).isEqualTo(1);
    assertThat(counted.evaluate(Rows.of(Map.of()))).isFalse();
  }

  @Test
  void anAggregateHasNamedArgumentsInAnyOrder() {
    AggregateCall call =
        aggregate("quantile(int, rank: 0.95, default: -1, where: string == 'a', per: 7d)");

    assertThat(call.aggregate()).isEqualTo("quantile");
    assertThat(call.input()).contains("int");
    assertThat(call.where()).contains("(string == \"a\")");
    assertThat(call.defaultValue()).contains(-1.0);
    assertThat(call.arguments().keySet()).containsExactly("rank", "per");
    assertThat(call.arguments().get("rank").number()).contains(0.95);
    assertThat(call.arguments().get("per").number()).isEmpty();
    assertThat(call.arguments().get("per").text()).isEqualTo("7d");
    assertThat(call.names()).containsExactly("int", "string");
  }

  @Test
  void anAggregateHasAConditionWithoutAValue() {
    assertThat(aggregate("count(where: true ? boolean : false)").where())
        .contains("(true ? boolean : false)");
    assertThat(aggregate("count(where: boolean)").input()).isEmpty();
    assertThat(aggregate("rate(per: -5)").arguments().get("per").number()).contains(-5.0);
  }

  /** Equal texts mean that aggregates share what they take of an event. */
  @Test
  void textsThatLookAlikeAreToldApart() {
    assertThat(aggregate("count(concat('a', 'b', 'c'))").input())
        .isNotEqualTo(aggregate("count(concat('a\", \"b', 'c'))").input());
    assertThat(aggregate("count('\\\\')").input()).contains("\"\\\\\"");
  }

  static Stream<Arguments> inputs() {
    return Stream.of(
        Arguments.of("sum(int, where: boolean)", AggregateCall.Take.NUMBER, 5.0),
        Arguments.of("sum(int, where: !boolean)", AggregateCall.Take.NUMBER, null),
        Arguments.of("sum(int, where: long > 0)", AggregateCall.Take.NUMBER, null),
        Arguments.of("sum(boolean, where: int == 5)", AggregateCall.Take.NUMBER, 1.0),
        Arguments.of("sum(decimal)", AggregateCall.Take.NUMBER, 12.5),
        Arguments.of("sum(double)", AggregateCall.Take.NUMBER, null),
        Arguments.of("sum(other.double / 0)", AggregateCall.Take.NUMBER, null),
        Arguments.of("count(where: boolean)", AggregateCall.Take.ONE, 1.0),
        Arguments.of("count(where: !boolean)", AggregateCall.Take.ONE, null),
        Arguments.of("count(other.bytes, where: boolean)", AggregateCall.Take.ONE, 1.0),
        Arguments.of("count(bytes, where: boolean)", AggregateCall.Take.ONE, null),
        Arguments.of("distinctCount(int)", AggregateCall.Take.IDENTITY, 5.0),
        Arguments.of("distinctCount(boolean)", AggregateCall.Take.IDENTITY, 1.0),
        Arguments.of("distinctCount(-other.double)", AggregateCall.Take.IDENTITY, 0.0),
        Arguments.of("distinctCount(string)", AggregateCall.Take.IDENTITY, Identity.of("a")),
        Arguments.of(
            "distinctCount(decimal)",
            AggregateCall.Take.IDENTITY,
            Identity.of(new BigDecimal("12.50"))),
        Arguments.of(
            "distinctCount(other.bytes)",
            AggregateCall.Take.IDENTITY,
            Identity.of(new byte[] {1, 2})),
        Arguments.of(
            "distinctCount(other.long)", AggregateCall.Take.IDENTITY, Identity.of(Long.MAX_VALUE)),
        Arguments.of("distinctCount(timestamp)", AggregateCall.Take.IDENTITY, (double) SATURDAY),
        Arguments.of("distinctCount(date)", AggregateCall.Take.IDENTITY, 3.0),
        Arguments.of("distinctCount(bytes)", AggregateCall.Take.IDENTITY, null),
        Arguments.of("distinctCount(string, where: !boolean)", AggregateCall.Take.IDENTITY, null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inputs")
  void takesOfAnEvent(String text, AggregateCall.Take take, Object value) {
    Map<String, Object> row = new HashMap<>();
    row.put("boolean", true);
    row.put("int", 5);
    row.put("double", Double.NaN);
    row.put("other.double", 0.0);
    row.put("decimal", "12.50");
    row.put("string", "a");
    row.put("other.long", Long.MAX_VALUE);
    row.put("timestamp", SATURDAY);
    row.put("date", 3);
    row.put("other.bytes", new byte[] {1, 2});
    RowExpression expression =
        compiler
            .compileInput(aggregate(text), take, Scope.of(Rows.COLUMNS), fault -> {})
            .orElseThrow()
            .expression()
            .newInstance();

    assertThat(expression.evaluate(Rows.of(row)) ? expression.doubleValue() : null)
        .isEqualTo(value);
  }

  @Test
  void tellsTheColumnsOfAValueFromThoseOfItsCondition() {
    AggregateExpression input =
        compiler
            .compileInput(
                aggregate("sum(int + long, where: long > 0 && boolean)"),
                AggregateCall.Take.NUMBER,
                Scope.of(Rows.COLUMNS),
                fault -> {})
            .orElseThrow();

    assertThat(names(input.sources())).containsExactlyInAnyOrder("int", "long");
    assertThat(names(input.conditions())).containsExactlyInAnyOrder("long", "boolean");
    assertThat(names(input.expression().columns()))
        .containsExactlyInAnyOrder("int", "long", "boolean");
  }

  @Test
  void tellsTheFaultsOfAValueAndOfItsConditionTogether() {
    List<String> faults = new ArrayList<>();

    assertThat(
            compiler.compileInput(
                aggregate("sum(itn, where: int)"),
                AggregateCall.Take.NUMBER,
                Scope.of(Rows.COLUMNS),
                fault -> faults.add(fault.toString())))
        .isEmpty();
    assertThat(faults)
        .containsExactly(
            "character 5: expected a known column, got 'itn'; did you mean 'int'?",
            "character 17: expected a condition, which is true or false, got an expression that is"
                + " LONG; compare it, e.g. x > 0");
  }

  private static Stream<String> names(Set<Integer> columns) {
    return columns.stream().map(column -> Rows.COLUMNS.get(column).name());
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
