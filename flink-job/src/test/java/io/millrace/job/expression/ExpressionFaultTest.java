package io.millrace.job.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.udf.scalar.FunctionRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExpressionFaultTest {
  private final ExpressionCompiler compiler = new ExpressionCompiler(FunctionRegistry.load());

  static Stream<Arguments> faults() {
    return Stream.of(
        fault(
            "",
            "character 1: expected a column, literal or function, got the end; complete the"
                + " expression"),
        fault(
            "int +",
            "character 6: expected a column, literal or function, got the end; complete the"
                + " expression"),
        fault("int = 1", "character 5: expected an operator, got '='; write == to compare"),
        fault(
            "boolean & true",
            "character 9: expected an operator, got '&'; write && for and, || for or"),
        fault(
            "boolean and true",
            "character 9: expected an operator or the end, got 'and'; write && for and"),
        fault(
            "int # 2",
            "character 5: expected a column, literal, operator or function, got '#'; remove it"),
        fault("'open", "character 1: expected a closing ', got the end; close the text with '"),
        fault(
            "'a\\q'",
            "character 4: expected one of \\\\ \\\" \\' \\n"
                + " \\t, got \\q; write a backslash as \\\\"),
        fault(
            "12abc",
            "character 1: expected a number, got '12abc'; names begin with a letter or _, and only"
                + " aggregates take durations"),
        fault(
            "int > 1d",
            "character 7: expected a number, got '1d'; names begin with a letter or _, and only"
                + " aggregates take durations"),
        fault(
            "1 2d", "character 3: expected an operator or the end, got '2d'; correct or remove it"),
        // lists
        fault(
            "bucketize(int, [])",
            "character 17: expected a number in the list, got ']'; correct or remove it"),
        fault(
            "bucketize(int, [1, int])",
            "character 20: expected a number in the list, got 'int'; correct or remove it"),
        fault(
            "bucketize(int, [1d])",
            "character 17: expected a number in the list, got '1d'; correct or remove it"),
        fault(
            "bucketize(int, [1 2])",
            "character 19: expected ',' or ']', got '2'; correct or remove it"),
        fault(
            "bucketize(int, [1e999])",
            "character 17: expected a finite number, got a larger one; write a number below"
                + " 1.8e308"),
        fault(
            "bucketize(int, 1)",
            "character 1: expected bucketize(DOUBLE, NUMBERS), got bucketize(LONG, LONG); give"
                + " arguments of these types"),
        fault(
            "bucketize(int, null)",
            "character 1: expected bucketize(DOUBLE, NUMBERS), got bucketize(LONG, null); give"
                + " arguments of these types"),
        fault(
            "abs([1])",
            "character 1: expected abs(DOUBLE) or abs(LONG), got abs(NUMBERS); give arguments of"
                + " these types"),
        fault(
            "[1, 2] == [1, 2]",
            "character 1: expected a list as the argument of a function that takes one, got one"
                + " elsewhere; write e.g. bucketize(x, [1, 10])",
            "character 11: expected a list as the argument of a function that takes one, got one"
                + " elsewhere; write e.g. bucketize(x, [1, 10])"),
        fault(
            "coalesce([1], 2)",
            "character 10: expected a list as the argument of a function that takes one, got one"
                + " elsewhere; write e.g. bucketize(x, [1, 10])"),
        fault("1e", "character 1: expected digits after the e, got '1e'; write e.g. 1e3"),
        fault(
            "1e999",
            "character 1: expected a finite number, got a larger one; write a number below"
                + " 1.8e308"),
        fault(
            "9223372036854775808",
            "character 1: expected an integer of at most 9223372036854775807, got a larger one;"
                + " write it as a real number, e.g. 1e20"),
        fault(
            "other.",
            "character 1: expected a field's name after the dot, got 'other.'; write the path of a"
                + " nested field as outer.inner"),
        fault("(int", "character 5: expected ')', got the end; complete the expression"),
        fault("int ? 1", "character 8: expected ':', got the end; complete the expression"),
        fault("max(int 1)", "character 9: expected ',' or ')', got '1'; correct or remove it"),
        fault(
            "int 1", "character 5: expected an operator or the end, got '1'; correct or remove it"),
        // names
        fault(
            "strng == 'a'",
            "character 1: expected a known column, got 'strng'; did you mean 'string'?"),
        fault(
            "1 + isNigth(timestamp)",
            "character 5: expected a known function, got 'isNigth'; did you mean 'isNight'?"),
        fault(
            "isnull(int)",
            "character 1: expected a known function, got 'isnull'; did you mean 'isNull'?"),
        // types
        fault(
            "string + 1",
            "character 8: expected numbers on both sides of +, got STRING + LONG; compute with LONG"
                + " or DOUBLE values"),
        fault(
            "timestamp - other.timestamp",
            "character 11: expected numbers on both sides of -, got TIMESTAMP - TIMESTAMP; use"
                + " secondsBetween(from, to)"),
        fault(
            "string == 1",
            "character 8: expected one type on both sides of ==, got STRING == LONG; compare values"
                + " of one type"),
        fault(
            "timestamp > date",
            "character 11: expected one type on both sides of >, got TIMESTAMP > DATE; compare"
                + " values of one type"),
        fault(
            "1 < int < 3",
            "character 9: expected one type on both sides of <, got BOOLEAN < LONG; compare values"
                + " of one type"),
        fault(
            "boolean < true",
            "character 9: expected values with an order on both sides of <, got BOOLEAN < BOOLEAN;"
                + " truth values compare by == and != only; combine comparisons by && or ||"),
        fault(
            "int == null",
            "character 5: expected values on both sides of ==, got null; a comparison with null is"
                + " null; use isNull(x) or !isNull(x)"),
        fault(
            "int && true",
            "character 5: expected BOOLEAN with &&, got LONG; compare first, e.g. x == 1 or x > 0"),
        fault(
            "!int",
            "character 1: expected BOOLEAN with !, got LONG; compare first, e.g. x == 1 or x > 0"),
        fault("-string", "character 1: expected a number after -, got STRING; negate a number"),
        fault(
            "int ? 1 : 0",
            "character 5: expected BOOLEAN with ?, got LONG; compare first, e.g. x == 1 or x > 0"),
        fault(
            "boolean ? 1 : 'a'",
            "character 9: expected one type on both sides of :, got LONG : STRING; answer values of"
                + " one type"),
        fault(
            "null",
            "character 1: expected an expression with a type, got null; write a value other than"
                + " null"),
        fault(
            "bytes == 'a'",
            "character 1: expected a column of a number, text, truth value or time, got 'bytes',"
                + " which is BYTES; an expression can only ask isNull(bytes)"),
        // functions
        fault(
            "hour(string)",
            "character 1: expected hour(TIMESTAMP) or hour(TIMESTAMP, ZONE), got hour(STRING); give"
                + " arguments of these types"),
        fault(
            "hour()",
            "character 1: expected hour(TIMESTAMP) or hour(TIMESTAMP, ZONE), got hour(); give"
                + " arguments of these types"),
        fault(
            "hour(timestamp, string)",
            "character 17: expected a literal zone name, got an expression; write e.g."
                + " \"Europe/Berlin\""),
        fault(
            "hour(timestamp, 'Europe/Berln')",
            "character 17: expected a known time zone, got 'Europe/Berln'; write e.g."
                + " \"Europe/Berlin\" or \"UTC\""),
        fault(
            "isNull()",
            "character 1: expected one argument for isNull, got no arguments; write isNull(x)"),
        fault(
            "coalesce()",
            "character 1: expected arguments for coalesce, got no arguments; write e.g. coalesce(x,"
                + " 0)"),
        fault(
            "coalesce(int, 'a')",
            "character 1: expected arguments of one type for coalesce, got LONG and STRING; answer"
                + " values of one type"));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("faults")
  void tellsTheFault(String text, List<String> faults) {
    assertThat(faults(text)).containsExactlyElementsOf(faults);
  }

  @Test
  void tellsAllFaultsOfNamesAndTypes() {
    assertThat(faults("strng + foo(1) + (string * 2)"))
        .containsExactly(
            "character 1: expected a known column, got 'strng'; did you mean 'string'?",
            "character 9: expected a known function, got 'foo'; use one of "
                + String.join(", ", FunctionRegistry.load().names())
                + ", coalesce, isNull",
            "character 26: expected numbers on both sides of *, got STRING * LONG; compute with"
                + " LONG or DOUBLE values");
  }

  @Test
  void refusesWhatIsTooLongOrTooDeep() {
    assertThat(faults("1" + " + 1".repeat(200)))
        .containsExactly(
            "character 801: expected at most 400 names, literals and operators, got 401 of them;"
                + " split it into derived columns");
    assertThat(faults("(".repeat(150) + "1" + ")".repeat(150)))
        .containsExactly(
            "character 101: expected at most 100 nested expressions, got more; split it into"
                + " derived columns");
  }

  @Test
  void compilesTheLongestThatIsNotTooLong() {
    assertThat(faults("1" + " + 1".repeat(199))).isEmpty();
    assertThat(faults("abs(" + "max(double, other.double) + ".repeat(56) + "1)")).isEmpty();
    assertThat(faults("clip(decimal, 1, 2) == 1 || ".repeat(36) + "true")).isEmpty();
  }

  static Stream<Arguments> aggregates() {
    return Stream.of(
        Arguments.of("amount", "character 7: expected '(', got the end; complete the expression"),
        Arguments.of(
            "(amount)",
            "character 1: expected the name of an aggregate, got '('; correct or remove it"),
        Arguments.of(
            "mean(int, 0)",
            "character 11: expected a named argument such as 'where:' or 'default:', got '0';"
                + " correct or remove it"),
        Arguments.of(
            "sum(where: int > 0, int)",
            "character 21: expected a named argument such as 'where:' or 'default:', got 'int';"
                + " correct or remove it"),
        Arguments.of(
            "sum(int,)",
            "character 9: expected a named argument such as 'where:' or 'default:', got ')';"
                + " correct or remove it"),
        Arguments.of(
            "sum(int where: true)",
            "character 9: expected ',' or ')', got 'where'; correct or remove it"),
        Arguments.of(
            "sum(int, default: 0, where: true, default: 1)",
            "character 35: expected each argument once, got 'default:' again; remove one"),
        Arguments.of(
            "sum(int, where: true, where: true)",
            "character 23: expected each argument once, got 'where:' again; remove one"),
        Arguments.of(
            "quantile(int, rank: 0.5, rank: 0.6)",
            "character 26: expected each argument once, got 'rank:' again; remove one"),
        Arguments.of(
            "quantile(int, rank: )",
            "character 21: expected a column, literal or function, got ')'; correct or remove it"),
        Arguments.of(
            "quantile(int, rank: 0.5 + 0.1)",
            "character 25: expected ',' or ')', got '+'; correct or remove it"),
        Arguments.of(
            "count(where: )",
            "character 14: expected a column, literal or function, got ')'; correct or remove it"),
        Arguments.of(
            "count(where: int > 0",
            "character 21: expected ',' or ')', got the end; complete the expression"),
        Arguments.of(
            "mean(int, default: 1d)",
            "character 20: expected a number after 'default:', got '1d'; correct or remove it"),
        Arguments.of(
            "mean(int, default: x)",
            "character 20: expected a number after 'default:', got 'x'; correct or remove it"),
        Arguments.of(
            "mean(int, default: 1e999)",
            "character 20: expected a finite number, got a larger one; write a number below"
                + " 1.8e308"),
        Arguments.of(
            "mean(int) + 1",
            "character 11: expected an operator or the end, got '+'; correct or remove it"));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("aggregates")
  void tellsTheFaultOfAnAggregate(String text, String fault) {
    List<String> told = new ArrayList<>();

    assertThat(ExpressionCompiler.aggregate(text, f -> told.add(f.toString()))).isEmpty();
    assertThat(told).containsExactly(fault);
  }

  private static Arguments fault(String text, String... faults) {
    return Arguments.of(text, List.of(faults));
  }

  private List<String> faults(String text) {
    List<String> told = new ArrayList<>();
    boolean compiled =
        compiler
            .compile(text, Scope.of(Rows.COLUMNS), fault -> told.add(fault.toString()))
            .isPresent();
    assertThat(compiled).isEqualTo(told.isEmpty());
    return told;
  }
}
