package io.millrace.job.dqdl;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Layout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RulesetTest {
  private static final Path DOCS = Path.of("../docs/quality.md");

  @Test
  void rulesThatMeasureTheSameShareAMetricAndAFilter() {
    Ruleset ruleset =
        ruleset(
            """
            Rules = [
              Mean "d" > 1,
              Mean "d" < avg(last(7)),
              Mean "d" < avg(last(3)) with action = "fail",
              Mean "d" < 9 where "i > 0",
              Sum "d" > 1 where "i > 0",
              IsComplete "s",
              Completeness "s" > 0.5,
              (IsComplete "s") or (RowCount > 5),
              ColumnValues "i" > 0,
              (ColumnValues "i" > 0) and (RowCount > 5),
              DetectAnomalies "Mean" "d"
            ]
            Analyzers = [ AllStatistics "s", ColumnValues "d", ColumnCount ]
            """);
    assertThat(ruleset.metrics())
        .extracting(Metric::key)
        .containsExactly(
            "Column.d.Mean",
            "Column.d.Mean where i > 0",
            "Column.d.Sum where i > 0",
            "Column.s.Completeness",
            "Dataset.*.RowCount",
            "ColumnValues \"i\" > 0",
            "Column.s.Uniqueness",
            "Column.s.MinimumLength",
            "Column.s.MaximumLength",
            "Column.d.Minimum",
            "Column.d.Maximum",
            "Dataset.*.ColumnCount");
    assertThat(ruleset.filters()).extracting(EventFilter::text).containsExactly("i > 0");
    assertThat(ruleset.rowRules())
        .extracting(RowRule::text)
        .containsExactly("IsComplete \"s\"", "ColumnValues \"i\" > 0");
    assertThat(ruleset.lookBack(0)).isEqualTo(7);
    assertThat(ruleset.lookBack(1)).isZero();
    assertThat(ruleset.isWatched(0)).isTrue();
    assertThat(ruleset.isWatched(1)).isFalse();
    assertThat(ruleset.analyzers())
        .extracting(AnalyzerRule::toString)
        .containsExactly("AllStatistics \"s\"", "ColumnValues \"d\"", "ColumnCount");
    assertThat(ruleset.analyzers())
        .extracting(AnalyzerRule::metrics)
        .containsExactly(List.of(4, 3, 6, 7, 8), List.of(9, 10), List.of(11));
    assertThat(ruleset.windowRules())
        .extracting(WindowRule::line)
        .containsExactly(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  }

  @Test
  void analyzersStandAlone() {
    Ruleset ruleset = ruleset("Analyzers = [ RowCount, Entropy \"flag\" ]");
    assertThat(ruleset.windowRules()).isEmpty();
    assertThat(ruleset.metrics())
        .extracting(Metric::name)
        .containsExactly("Dataset.*.RowCount", "Column.flag.Entropy");
  }

  /** Metrics of one name are told apart by what they measure. */
  @Test
  void metricsOfOneNameHaveKeysOfTheirOwn() {
    Ruleset ruleset =
        ruleset(
            """
            Rules = [
              ColumnValues "i" > 0,
              ColumnValues "i" < 9,
              ColumnNamesMatchPattern "[a-z]+",
              ColumnNamesMatchPattern "[a-f]+"
            ]
            """);
    assertThat(ruleset.metrics())
        .extracting(Metric::name)
        .containsExactly(
            "Column.i.ColumnValues.Compliance",
            "Column.i.ColumnValues.Compliance",
            "Dataset.*.ColumnNamesPatternMatchRatio",
            "Dataset.*.ColumnNamesPatternMatchRatio");
    assertThat(ruleset.metrics()).extracting(Metric::constant).endsWith(1.0, 1 / 9.0);
  }

  @Test
  void whatWindowsAnswerCanBeSent() throws Exception {
    Ruleset ruleset =
        ruleset(
            """
            Rules = [
              (Mean "d" < avg(last(3)) + std(last(3))) or ((IsComplete "s") and (RowCount > 3))
            ]
            Analyzers = [ RowCount ]
            """);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new ArrayList<>(ruleset.windowRules()));
      out.writeObject(new ArrayList<>(ruleset.metrics()));
      out.writeObject(new ArrayList<>(ruleset.analyzers()));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      WindowRule rule = (WindowRule) ((List<?>) in.readObject()).get(0);
      assertThat(rule.text()).isEqualTo(ruleset.windowRules().get(0).text());
      assertThat(rule.holds(Window.of(2.4).after(1, 2, 3))).isTrue();
      assertThat(rule.holds(Window.of(2.9).after(1, 2, 3))).isFalse();
      assertThat(in.readObject()).asString().isEqualTo(ruleset.metrics().toString());
      assertThat(in.readObject()).asString().isEqualTo("[RowCount]");
    }
  }

  @Test
  void refusesMoreFiltersThanANumberHasBits() {
    StringBuilder text = new StringBuilder("Rules = [ RowCount > 0");
    for (int i = 0; i < 65; i++) {
      text.append(",\nRowCount > 0 where \"i > ").append(i).append('"');
    }
    List<DqdlFault> faults = new ArrayList<>();
    Ruleset ruleset = RulesetReader.read("rules.dqdl", text + " ]", Rows.LAYOUT, faults::add);
    assertThat(ruleset.filters()).hasSize(64);
    assertThat(ruleset.windowRules()).hasSize(65);
    assertThat(faults)
        .singleElement()
        .hasToString(
            "line 66 (RowCount > 0 where \"i > 64\"): expected at most 64 different where clauses,"
                + " got one more; say the same condition in the same words, or remove rules");
  }

  /** The page names every rule type, answered or refused, and its ruleset is one. */
  @Test
  void theDocumentationIsOfThisLanguage() throws IOException {
    String page = Files.readString(DOCS);
    for (String type : RuleType.names()) {
      assertThat(page).containsPattern("`" + type + "[` ]");
    }
    for (String type : RuleType.refused()) {
      assertThat(page).contains("`" + type + "`");
    }
    Layout layout =
        Layout.of(
            List.of(
                field("customer_id", ColumnType.STRING),
                field("region", ColumnType.STRING),
                field("event_type", ColumnType.STRING),
                field("event_id", ColumnType.STRING),
                field("currency", ColumnType.STRING),
                field("channel", ColumnType.STRING),
                field("device_id", ColumnType.STRING),
                field("amount", ColumnType.DOUBLE),
                field("event_time", ColumnType.TIMESTAMP)));
    Matcher blocks = Pattern.compile("(?s)```dqdl\n(.*?)```").matcher(page);
    int read = 0;
    while (blocks.find()) {
      List<DqdlFault> faults = new ArrayList<>();
      RulesetReader.read("quality.md", blocks.group(1), layout, faults::add);
      assertThat(faults).isEmpty();
      read++;
    }
    assertThat(read).isPositive();
  }

  private static Column field(String name, ColumnType type) {
    return Column.of(name, type, true, Column.Kind.FIELD, "");
  }

  private static Ruleset ruleset(String text) {
    List<DqdlFault> faults = new ArrayList<>();
    Ruleset ruleset = RulesetReader.read("rules.dqdl", text, Rows.LAYOUT, faults::add);
    assertThat(faults).isEmpty();
    return ruleset;
  }
}
