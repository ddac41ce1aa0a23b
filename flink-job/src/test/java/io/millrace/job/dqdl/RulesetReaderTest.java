package io.millrace.job.dqdl;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesetReaderTest {
  /** Rule, value that keeps it or null, value that breaks it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      nullValues = "NULL",
      value = {
        "IsComplete \"s\"; x; NULL",
        "IsComplete \"s\"; ``; NULL",
        "IsComplete \"i\"; 0; NULL",
        // Numbers.
        "ColumnValues \"i\" = 3; 3; 4",
        "ColumnValues \"i\" = -3; -3; 3",
        "ColumnValues \"i\" != 3; 4; 3",
        "ColumnValues \"i\" > 3; 4; 3",
        "ColumnValues \"i\" >= 3; 3; 2",
        "ColumnValues \"i\" < 3; 2; 3",
        "ColumnValues \"i\" <= 3; 3; 4",
        "ColumnValues \"i\" > 2.5; 3; 2",
        "ColumnValues \"i\" >= -2.5; -2; -3",
        "ColumnValues \"i\" in [1, 5, 3]; 5; 2",
        "ColumnValues \"i\" not in [1, 5, 3]; 2; 3",
        "ColumnValues \"i\" between 1 and 3; 2; 1",
        "ColumnValues \"i\" between 1 and 3; 2; 3",
        "ColumnValues \"i\" not between 1 and 3; 1; 2",
        "ColumnValues \"n\" > 9007199254740992; 9007199254740993; 9007199254740992",
        "ColumnValues \"n\" <= 99999999999999999999; 9223372036854775807; NULL",
        "ColumnValues \"n\" >= -99999999999999999999; -9223372036854775808; NULL",
        "ColumnValues \"n\" not in [99999999999999999999, 1]; 2; 1",
        "ColumnValues \"d\" >= 0; 0; -0.01",
        "ColumnValues \"d\" > 0.1; 0.10000000000000002; 0.1",
        "ColumnValues \"d\" < 0.1; 0.09999999999999999; 0.1",
        "ColumnValues \"d\" >= 0; 1; NaN",
        "ColumnValues \"d\" between 0 and 1; 0.5; 0",
        "ColumnValues \"d\" between 0 and 1; 0.5; 1",
        "ColumnValues \"d\" not between 0 and 1; 1; 0.5",
        "ColumnValues \"d\" in [0, 0.5]; -0.0; 1",
        "ColumnValues \"m\" = 1.5; 1.50; 1.51",
        "ColumnValues \"m\" > 1.5; 1.51; 1.50",
        "ColumnValues \"m\" <= 1.5; 1.50; 1.51",
        "ColumnValues \"m\" between 1 and 2; 1.01; 2.00",
        "ColumnValues \"m\" not in [1, 2]; 1.50; 2.00",
        // Null.
        "ColumnValues \"i\" > 3; 4; NULL",
        "ColumnValues \"i\" = 3; 3; NULL",
        "ColumnValues \"i\" != 3; NULL; 3",
        "ColumnValues \"i\" not in [3, 4]; NULL; 3",
        "ColumnValues \"i\" not between 1 and 3; 1; NULL",
        "ColumnValues \"i\" = NULL; NULL; 3",
        "ColumnValues \"i\" != NULL; 3; NULL",
        "ColumnValues \"i\" in [1, NULL]; NULL; 2",
        "ColumnValues \"i\" not in [1, NULL]; 2; NULL",
        "ColumnValues \"raw\" != NULL; x; NULL",
        "ColumnValues \"s\" matches \".*\"; x; NULL",
        "ColumnValues \"s\" not matches \"x\"; y; NULL",
        "ColumnValues \"s\" not in [\"x\"]; NULL; x",
        // Text.
        "ColumnValues \"s\" = \"a\"; a; A",
        "ColumnValues \"s\" != \"a\"; b; a",
        "ColumnValues \"s\" = \"say \\\"a\\\\b\\\"\"; say \"a\\b\"; say a",
        "ColumnValues \"s\" in [\"a\", \"b\"]; b; c",
        "ColumnValues \"s\" not in [\"a\", \"b\"]; c; b",
        "ColumnValues \"s\" in [\"a\", EMPTY]; ``; ` `",
        "ColumnValues \"s\" in [\"a\", WHITESPACES_ONLY]; `  `; ``",
        "ColumnValues \"s\" not in [NULL, EMPTY, WHITESPACES_ONLY]; a; ` `",
        "ColumnValues \"s\" not in [NULL, EMPTY, WHITESPACES_ONLY]; a; NULL",
        "ColumnValues \"s\" = EMPTY; ``; a",
        "ColumnValues \"s\" matches \"[0-9]{5}\"; 12345; 123456",
        "ColumnValues \"s\" matches \"\\d{5}|C\\d+\"; C1; 1",
        "ColumnValues \"s\" not matches \"C.*\"; A1; C1",
        "ColumnValues \"s\" = \"2024-01-31\"; 2024-01-31; 2024-02-01",
        "ColumnValues \"flag\" = \"true\"; true; false",
        "ColumnValues \"flag\" != \"true\"; NULL; true",
        // Dates: by day.
        "ColumnValues \"day\" > \"2024-01-31\"; 2024-02-01; 2024-01-31",
        "ColumnValues \"day\" between \"2024-01-01\" and \"2024-01-03\"; 2024-01-02; 2024-01-03",
        "ColumnValues \"day\" in [\"2024-01-01\", NULL]; NULL; 2024-01-02",
        "ColumnValues \"at\" = \"1969-12-31\"; 1969-12-31T23:59:59.999Z; 1970-01-01T00:00:00Z",
        "ColumnValues \"at\" > \"2024-01-31\"; 2024-02-01T00:00:00Z; 2024-01-31T23:59:59Z",
        // Length: null has none, characters are code points.
        "ColumnLength \"s\" = 1; \uD83D\uDE00; ab",
        "ColumnLength \"s\" > 0; a; NULL",
        "ColumnLength \"s\" < 6; NULL; abcdef",
        "ColumnLength \"s\" between 1 and 4; ab; a",
        // Types in text.
        "ColumnDataType \"s\" = \"INTEGER\"; -2147483648; 2147483648",
        "ColumnDataType \"s\" = \"INTEGER\"; ` 0007 `; 1.5",
        "ColumnDataType \"s\" = \"integer\"; 2147483647; -2147483649",
        "ColumnDataType \"s\" = \"LONG\"; -9223372036854775808; 9223372036854775808",
        "ColumnDataType \"s\" = \"LONG\"; 9223372036854775807; 9999999999999999999",
        "ColumnDataType \"s\" = \"LONG\"; +00000000000000000000001; 10000000000000000000000",
        "ColumnDataType \"s\" = \"DOUBLE\"; -1.5e300; 1,5",
        "ColumnDataType \"s\" = \"FLOAT\"; .5; .",
        "ColumnDataType \"s\" = \"BOOLEAN\"; Yes; maybe",
        "ColumnDataType \"s\" = \"DATE\"; 2024-02-29; 2023-02-29",
        "ColumnDataType \"s\" = \"DATE\"; 2000-02-29; 1900-02-29",
        "ColumnDataType \"s\" = \"DATE\"; 2024-12-31; 2024-13-01",
        "ColumnDataType \"s\" = \"TIMESTAMP\"; 2024-02-29 23:59; 2024-02-29T24:00",
        "ColumnDataType \"s\" = \"TIMESTAMP\"; 2024-02-29T23:59:59.999+01:00; 2024-02-30T00:00:00",
        "ColumnDataType \"s\" = \"DATE\"; 2024-01-01; NULL",
        "ColumnDataType \"s\" != \"DATE\"; NULL; 2024-01-01",
      })
  void decidesAnEvent(String rule, String kept, String broken) {
    Ruleset ruleset = ruleset("Rules = [ " + rule + " ]");
    RowRule compiled = ruleset.rowRules().get(0);
    assertThat(compiled.text()).isEqualTo(rule);
    assertThat(compiled.holds(event(rule, kept))).as("keeps").isTrue();
    assertThat(compiled.holds(event(rule, broken))).as("breaks").isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "RowCount > 0; Dataset.*.RowCount; 1; 0",
        "RowCount between 1 and 3; Dataset.*.RowCount; 2; 3",
        "Completeness \"s\" >= 0.9; Column.s.Completeness; 0.9; 0.89",
        "Completeness \"s\" = 1; Column.s.Completeness; 1; 0.999999999",
        "Mean \"d\" < 2.5; Column.d.Mean; 2.4; 2.5",
        "Mean \"m\" not in [1, 2]; Column.m.Mean; 1.5; NaN",
        "Mean \"i\" != 0; Column.i.Mean; 1; NaN",
        "IsComplete \"s\"; Column.s.Completeness; 1; 0.99",
        "ColumnValues \"d\" > 0; Column.d.ColumnValues.Compliance; 1; 0.99",
        "ColumnValues \"d\" > 0 with threshold > 0.9; Column.d.ColumnValues.Compliance; 0.91; 0.9",
        "ColumnLength \"s\" > 0; Column.s.ColumnLength.Compliance; 1; NaN",
        "ColumnDataType \"s\" = \"DATE\" with threshold between 0.5 and 0.7;"
            + " Column.s.ColumnDataType.Compliance; 0.6; 0.7",
      })
  void decidesAWindow(String rule, String metric, double kept, double broken) {
    Ruleset ruleset = ruleset("Rules = [ " + rule + " ]");
    WindowRule compiled = ruleset.windowRules().get(0);
    assertThat(compiled.text()).isEqualTo(rule);
    assertThat(ruleset.metrics()).extracting(Metric::name).containsExactly(metric);
    assertThat(compiled.holds(Window.of(kept))).as("keeps").isTrue();
    assertThat(compiled.holds(Window.of(broken))).as("breaks").isFalse();
  }

  @Test
  void windowsAnswerRowRulesInTheOrderWritten() {
    Ruleset ruleset =
        ruleset("Rules = [ RowCount > 0, IsComplete \"s\", Mean \"d\" > 0, IsComplete \"i\" ]");
    assertThat(ruleset.rowRules())
        .extracting(RowRule::text)
        .containsExactly("IsComplete \"s\"", "IsComplete \"i\"");
    assertThat(ruleset.windowRules())
        .extracting(rule -> rule.metrics().stream().map(i -> ruleset.metrics().get(i)).toList())
        .extracting(Object::toString)
        .containsExactly(
            "[Dataset.*.RowCount]",
            "[Column.s.Completeness]",
            "[Column.d.Mean]",
            "[Column.i.Completeness]");
  }

  @Test
  void readsCommentsVariablesMetadataAndWindowsLineEnds() {
    Ruleset ruleset =
        ruleset(
            String.join(
                "\r\n",
                "\uFEFFMetadata = { \"Version\": \"1.0\" }",
                "one = \"a\"",
                "known = [ \"b\", $one, EMPTY ]",
                "Rules = [",
                "  ColumnValues \"s\"   in # either",
                "    $known,",
                "  (ColumnValues s != $one)",
                "] # the end"));
    RowRule in = ruleset.rowRules().get(0);
    assertThat(in.text()).isEqualTo("ColumnValues \"s\" in $known");
    assertThat(in.holds(event("ColumnValues \"s\"", "a"))).isTrue();
    assertThat(in.holds(event("ColumnValues \"s\"", ""))).isTrue();
    assertThat(in.holds(event("ColumnValues \"s\"", "c"))).isFalse();
    RowRule not = ruleset.rowRules().get(1);
    assertThat(not.text()).isEqualTo("ColumnValues s != $one");
    assertThat(not.holds(event("ColumnValues \"s\"", "a"))).isFalse();
  }

  @Test
  void hashFollowsTheText() {
    assertThat(ruleset("Rules = [ RowCount > 0 ]").hash()).isEqualTo("bd22cff465431f0f");
  }

  /** The file holds rulesets, each after a line {@code ---}, and their faults after {@code =>}. */
  @Test
  void namesLineRuleAndRemedyOfEveryFault() throws IOException {
    String golden;
    try (InputStream in = getClass().getResourceAsStream("faults.txt")) {
      golden = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    StringBuilder actual = new StringBuilder();
    for (String testCase : golden.split("(?m)^---\n")) {
      if (!testCase.isEmpty()) {
        String text = testCase.substring(0, testCase.indexOf("=>"));
        actual.append("---\n").append(text).append("=>\n");
        RulesetReader.read(
            "rules.dqdl", text, Rows.LAYOUT, fault -> actual.append(fault).append('\n'));
      }
    }
    assertThat(actual.toString()).isEqualTo(golden);
  }

  @Test
  void keepsTheRulesThatHaveNoFault() {
    List<DqdlFault> faults = new ArrayList<>();
    Ruleset ruleset =
        RulesetReader.read(
            "rules.dqdl",
            "Rules = [ IsComplete \"nope\", IsComplete \"s\", RowCount > 0 ]",
            Rows.LAYOUT,
            faults::add);
    assertThat(faults).extracting(DqdlFault::rule).containsExactly("IsComplete \"nope\"");
    assertThat(ruleset.rowRules()).extracting(RowRule::text).containsExactly("IsComplete \"s\"");
    assertThat(ruleset.windowRules())
        .extracting(WindowRule::text)
        .containsExactly("IsComplete \"s\"", "RowCount > 0");
  }

  @Test
  void refusesMoreRowRulesThanAnEventHasBits() {
    StringBuilder text = new StringBuilder("Rules = [ RowCount > 0");
    for (int i = 0; i < 66; i++) {
      text.append(",\nColumnValues \"i\" != ").append(i);
    }
    List<DqdlFault> faults = new ArrayList<>();
    Ruleset ruleset = RulesetReader.read("rules.dqdl", text + " ]", Rows.LAYOUT, faults::add);
    assertThat(ruleset.rowRules()).hasSize(64);
    assertThat(ruleset.windowRules()).hasSize(65);
    assertThat(faults).extracting(DqdlFault::line).containsExactly(66, 67);
    assertThat(faults.get(0))
        .hasToString(
            "line 66 (ColumnValues \"i\" != 64): expected at most 64 rules on single events, got"
                + " one more; join rules on one column, e.g. in one pattern");
  }

  private static Ruleset ruleset(String text) {
    List<DqdlFault> faults = new ArrayList<>();
    Ruleset ruleset = RulesetReader.read("rules.dqdl", text, Rows.LAYOUT, faults::add);
    assertThat(faults).isEmpty();
    return ruleset;
  }

  /** An event with one value, in the column that the rule names. */
  private static Event event(String rule, String value) {
    return Rows.of(rule.split("\"")[1], value);
  }
}
