package io.millrace.job.dqdl;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that somebody sends to break a rule: long, odd and out of all bounds. */
class HostileValuesTest {
  private static final int MEGABYTE = 1 << 20;

  /** Each takes minutes to years where the work has no end. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "ColumnValues \"s\" matches \"(.*)(.*)(.*)(.*)(.*)x\"; a; ``; bx",
        "ColumnValues \"s\" matches \"(.*)(.*)(.*)(.*)(.*)x\"; `a `; ``; bx",
        "ColumnValues \"s\" matches \"(a|b)*c\"; a; ``; abc",
        "ColumnValues \"s\" matches \"(a?){1000}b\"; a; ``; aab",
        "ColumnValues \"s\" not matches \"(.*)(.*)(.*)(.*)(.*)x\"; a; ``; b",
        "ColumnDataType \"s\" = \"DOUBLE\"; 1; x; 1.5",
        "ColumnDataType \"s\" = \"DOUBLE\"; 1; .x; 1.5",
        "ColumnDataType \"s\" = \"LONG\"; 0; x; 10",
        "ColumnDataType \"s\" = \"LONG\"; ` `; x; 10",
        "ColumnDataType \"s\" = \"TIMESTAMP\"; ` `; x; 2024-01-31 12:00",
        "ColumnDataType \"s\" = \"BOOLEAN\"; ` `; x; yes",
      })
  void aLongTextBreaksARuleAndNothingElse(String rule, String repeated, String end, String next) {
    String value = repeated.repeat(MEGABYTE / repeated.length()) + end;
    RowRule compiled = rule(rule);
    assertThat(compiled.holds(Rows.of("s", value))).isFalse();
    // What was given up leaves no trace: the next text is decided as ever.
    assertThat(compiled.holds(Rows.of("s", next))).isTrue();
    assertThat(compiled.holds(Rows.of("s", value))).isFalse();
  }

  @Test
  void anOrdinaryPatternDecidesALongText() {
    String value = "a,".repeat(MEGABYTE / 2);
    assertThat(rule("ColumnValues \"s\" matches \".*,a,.*\"").holds(Rows.of("s", value))).isTrue();
    assertThat(rule("ColumnValues \"s\" matches \"[a-z]*\"").holds(Rows.of("s", value))).isFalse();
    assertThat(rule("ColumnValues \"s\" not matches \"[a-z]*+\"").holds(Rows.of("s", value)))
        .isTrue();
    assertThat(rule("ColumnLength \"s\" > 1000000").holds(Rows.of("s", value))).isTrue();
    assertThat(
            rule("ColumnValues \"s\" = WHITESPACES_ONLY").holds(Rows.of("s", " ".repeat(MEGABYTE))))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "-Infinity", "1e308", "-1e308", "4.9e-324", "-0.0"})
  void everyNumberHasAVerdict(double value) {
    for (String condition :
        List.of("= 0", "!= 0", "> 0", "<= 0", "in [0, 1]", "not in [0, 1]", "between -1 and 1")) {
      RowRule rule = rule("ColumnValues \"d\" " + condition);
      boolean expected =
          switch (condition) {
            case "= 0" -> value == 0;
            case "!= 0" -> value != 0;
            case "> 0" -> value > 0;
            case "<= 0" -> value <= 0;
            case "in [0, 1]" -> value == 0 || value == 1;
            case "not in [0, 1]" -> value != 0 && value != 1;
            default -> value > -1 && value < 1;
          };
      assertThat(rule.holds(Rows.of("d", String.valueOf(value)))).as(condition).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-9223372036854775808, false, true",
    "9223372036854775807, true, false",
  })
  void aTimeTooFarAwayToSubtractIsJustOldOrYoung(long value, boolean fresh, boolean old) {
    for (String column : List.of("at", "day")) {
      Event event = Rows.parse("arrived=2024-01-31T12:00:00Z");
      event.setLong(Rows.LAYOUT.position(column), value);
      assertThat(rule("DataFreshness \"" + column + "\" < 1 days").holds(event)).isEqualTo(fresh);
      assertThat(rule("DataFreshness \"" + column + "\" > 36525 days").holds(event)).isEqualTo(old);
      assertThat(rule("ColumnValues \"" + column + "\" >= (now() - 36525 days)").holds(event))
          .isEqualTo(fresh);
    }
  }

  /** Half pairs of characters, control characters and the like. */
  @Test
  void randomTextsHaveAVerdict() {
    List<RowRule> rules =
        List.of(
            rule("ColumnValues \"s\" matches \"(?i)\\p{L}+(\\s\\p{L}+)*\""),
            rule("ColumnLength \"s\" between 0 and 50"),
            rule("ColumnDataType \"s\" = \"TIMESTAMP\""),
            rule("ColumnValues \"s\" in [EMPTY, WHITESPACES_ONLY, \"a\"]"));
    long seed = 20261122;
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      char[] text = new char[random.nextInt(60)];
      for (int j = 0; j < text.length; j++) {
        text[j] = (char) (random.nextInt(8) == 0 ? random.nextInt(1 << 16) : random.nextInt(128));
      }
      Event event = Rows.of("s", new String(text));
      int length = new String(text).codePointCount(0, text.length);
      assertThat(rules.get(1).holds(event))
          .as("seed %s, text %s", seed, i)
          .isEqualTo(length > 0 && length < 50);
      rules.forEach(rule -> rule.holds(event));
    }
  }

  private static RowRule rule(String text) {
    List<DqdlFault> faults = new ArrayList<>();
    Ruleset ruleset =
        RulesetReader.read("rules.dqdl", "Rules = [ " + text + " ]", Rows.LAYOUT, faults::add);
    assertThat(faults).isEmpty();
    return ruleset.rowRules().get(0);
  }
}
