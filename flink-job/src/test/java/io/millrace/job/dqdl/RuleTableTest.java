package io.millrace.job.dqdl;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every rule type in one table, {@code rules.txt}: what it compiles to, which events keep and break
 * it, and what windows answer. The table is read for its rules, rows and windows, written anew, and
 * compared as a whole.
 */
class RuleTableTest {
  private static final String WINDOW = "window ";

  @Test
  void answersAsTheTableSays() throws IOException {
    String golden = table();
    assertThat(answered(golden)).isEqualTo(golden);
  }

  @Test
  void theTableHasEveryRuleType() throws IOException {
    String golden = table();
    for (RuleType type : RuleType.values()) {
      String one = "\n\n" + type + "\\b[^\n]*\n(  [^\n]*\n)*";
      assertThat("\n" + golden).containsPattern(one + "  .*: keeps").as(type + " kept");
      assertThat("\n" + golden).containsPattern(one + "  .*: breaks").as(type + " broken");
    }
  }

  static String table() throws IOException {
    try (InputStream in = RuleTableTest.class.getResourceAsStream("rules.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The table with all answers written anew. */
  static String answered(String table) {
    StringBuilder answered = new StringBuilder();
    Ruleset ruleset = null;
    for (String line : table.split("\n", -1)) {
      if (line.startsWith("#") || line.isEmpty()) {
        answered.append(line);
      } else if (!line.startsWith("  ")) {
        ruleset = ruleset(line);
        answered.append(line).append(compiled(ruleset));
      } else if (line.startsWith("  - ")) {
        continue;
      } else {
        String asked = line.replaceFirst("(: (keeps|breaks))?$", "").strip();
        boolean keeps =
            asked.startsWith(WINDOW)
                ? ruleset.windowRules().get(0).holds(window(asked.substring(WINDOW.length())))
                : holds(ruleset, Rows.parse(asked));
        answered.append("  ").append(asked).append(keeps ? ": keeps" : ": breaks");
      }
      answered.append('\n');
    }
    return answered.substring(0, answered.length() - 1);
  }

  private static Ruleset ruleset(String rule) {
    List<DqdlFault> faults = new ArrayList<>();
    Ruleset ruleset =
        RulesetReader.read("rules.dqdl", "Rules = [ " + rule + " ]", Rows.LAYOUT, faults::add);
    assertThat(faults).isEmpty();
    assertThat(ruleset.windowRules()).extracting(WindowRule::text).containsExactly(rule);
    return ruleset;
  }

  private static boolean holds(Ruleset ruleset, Event event) {
    return ruleset.rowRules().stream()
        .filter(rule -> !rule.isPart())
        .findFirst()
        .orElseThrow(() -> new AssertionError("only windows answer " + ruleset.windowRules()))
        .holds(event);
  }

  /** {@code 5 after 4, 3}: the metric is 5, and was 4 and before that 3. */
  private static Window window(String text) {
    String[] parts = text.replace(", anomalous", "").split(" after ");
    Window window = Window.of(Double.parseDouble(parts[0]));
    if (parts.length > 1) {
      window =
          window.after(
              Arrays.stream(parts[1].split(", ")).mapToDouble(Double::parseDouble).toArray());
    }
    return text.endsWith("anomalous") ? window.anomalousIn(0) : window;
  }

  private static String compiled(Ruleset ruleset) {
    StringBuilder text = new StringBuilder();
    for (RowRule rule : ruleset.rowRules()) {
      text.append("\n  - each event: ").append(rule.isPart() ? "only counted" : rule.action());
      text.append(rule.isPart() ? " (" + rule.text() + ")" : "");
    }
    WindowRule window = ruleset.windowRules().get(0);
    text.append("\n  - each window: ").append(window.action()).append(" by ");
    text.append(
        window.metrics().stream()
            .map(metric -> metric(ruleset, metric))
            .collect(Collectors.joining(", ")));
    return text.toString();
  }

  private static String metric(Ruleset ruleset, int index) {
    Metric metric = ruleset.metrics().get(index);
    StringBuilder text = new StringBuilder(metric.name()).append(" [").append(metric.kind());
    if (metric.rowRule() != Metric.NONE) {
      text.append(" of rule ").append(metric.rowRule());
    }
    if (metric.kind() == Metric.Kind.CONSTANT) {
      text.append(' ').append(metric.constant());
    }
    for (int column : metric.columns()) {
      text.append(' ').append(Rows.LAYOUT.column(column).name());
    }
    if (metric.filter() != Metric.NONE) {
      text.append(" where ").append(ruleset.filters().get(metric.filter()));
    }
    if (ruleset.lookBack(index) > 0) {
      text.append("; looks back ").append(ruleset.lookBack(index));
    }
    return text.append(ruleset.isWatched(index) ? "; watched]" : "]").toString();
  }
}
