package io.millrace.job.dqdl;

import io.millrace.job.event.Layout;
import io.millrace.job.expression.Suggestion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.antlr.v4.runtime.ParserRuleContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.DocumentContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.StringValuesContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.TopLevelRuleContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.VariableDeclarationContext;

/**
 * Reads a DQDL ruleset and binds it to the fields of an event.
 *
 * <p>Row rules ({@code IsComplete}, {@code ColumnValues}, {@code ColumnLength}, {@code
 * ColumnDataType}) decide each event, and a window answers them with the share of events that keep
 * them: all must, unless {@code with threshold} says otherwise. A threshold does not spare the
 * events that break the rule. Window rules ({@code RowCount}, {@code Completeness}, {@code Mean})
 * decide windows only.
 *
 * <p>The semantics are those of AWS Glue Data Quality:
 *
 * <ul>
 *   <li>{@code between} excludes both bounds.
 *   <li>{@code ColumnValues}: null breaks every condition but {@code !=} and {@code not in}; the
 *       keyword NULL asks for it. {@code matches} matches the whole value. Dates compare by day,
 *       timestamps by their day in UTC. WHITESPACES_ONLY is a text that is not empty and all white.
 *   <li>{@code ColumnLength}: null has length 0; characters are Unicode code points.
 *   <li>{@code ColumnDataType}: null is of no type. A whole number must be written without a
 *       fraction, where Spark's cast would cut it off.
 * </ul>
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/dqdl.html">DQDL reference</a>
 */
public final class RulesetReader {
  private static final int MAX_ROW_RULES = Long.SIZE;

  private final Layout layout;
  private final Consumer<DqdlFault> faults;
  private final Map<String, List<StringValuesContext>> variables = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new HashMap<>();
  private final List<RowRule> rowRules = new ArrayList<>();
  private final List<WindowRule> windowRules = new ArrayList<>();

  private RulesetReader(Layout layout, Consumer<DqdlFault> faults) {
    this.layout = layout;
    this.faults = faults;
  }

  /**
   * Parses a ruleset; a rule with a fault is left out of the result and told to {@code faults}.
   * Each call compiles its own rules, which belong to one thread.
   *
   * @param fileName name of the file, for messages
   * @param text DQDL
   * @param layout columns that rules may name; only the event's own fields can be checked
   * @param faults takes every fault
   */
  public static Ruleset read(
      String fileName, String text, Layout layout, Consumer<DqdlFault> faults) {
    RulesetReader reader = new RulesetReader(layout, faults);
    DocumentContext document = DqdlSyntax.parse(text, RuleType.names(), faults);
    if (document != null) {
      reader.readDocument(fileName, document);
    }
    return new Ruleset(hash(text), reader.rowRules, reader.windowRules);
  }

  private void readDocument(String fileName, DocumentContext document) {
    refuse(document.dataSources(), "rules see the stream only, no other data set");
    refuse(document.rulesOrAnalyzers().analyzers(), "write each as a rule with a condition");
    if (document.variableDeclarations() != null) {
      document.variableDeclarations().variableDeclaration().forEach(this::declare);
    }
    if (document.rulesOrAnalyzers().rules() == null
        || document.rulesOrAnalyzers().rules().dqRules() == null) {
      fault(document, "at least one rule", "none in " + fileName, "write e.g. RowCount > 0");
      return;
    }
    ConditionReader conditions = new ConditionReader(variables);
    for (TopLevelRuleContext rule : document.rulesOrAnalyzers().rules().dqRules().topLevelRule()) {
      readRule(rule, conditions);
    }
  }

  private void readRule(TopLevelRuleContext written, ConditionReader conditions) {
    TopLevelRuleContext rule = written;
    while (rule.LPAREN() != null) {
      rule = rule.topLevelRule(0);
    }
    String text = DqdlSyntax.text(rule);
    int line = rule.getStart().getLine();
    Integer first = lines.putIfAbsent(text, line);
    if (first != null) {
      faults.accept(
          new DqdlFault(
              line, text, "each rule once", "it again, first in line " + first, "remove one"));
    } else if (rule.dqRule() == null) {
      faults.accept(
          new DqdlFault(
              line,
              text,
              "a single rule",
              "rules joined by 'and' or 'or'",
              "write each rule on its own"));
    } else {
      new RuleCompiler(rule.dqRule(), text, layout, conditions, faults)
          .compile(rowRules, windowRules);
      refuseTooMany(line, text);
    }
  }

  private void refuseTooMany(int line, String text) {
    if (rowRules.size() > MAX_ROW_RULES) {
      rowRules.remove(MAX_ROW_RULES);
      windowRules.remove(windowRules.size() - 1);
      faults.accept(
          new DqdlFault(
              line,
              text,
              "at most " + MAX_ROW_RULES + " rules on single events",
              "one more",
              "join rules on one column, e.g. in one pattern"));
    }
  }

  /** Keeps a variable's values; a variable among them must stand above, and is put in its place. */
  private void declare(VariableDeclarationContext declaration) {
    String name = declaration.IDENTIFIER().getText();
    List<StringValuesContext> values = new ArrayList<>();
    List<StringValuesContext> written =
        declaration.expression().stringValues() != null
            ? List.of(declaration.expression().stringValues())
            : declaration.expression().stringValuesArray().stringValues();
    for (StringValuesContext value : written) {
      if (value.variableDereference() == null) {
        values.add(value);
        continue;
      }
      String used = value.variableDereference().IDENTIFIER().getText();
      if (variables.containsKey(used)) {
        values.addAll(variables.get(used));
      } else {
        fault(
            declaration,
            "a variable that is declared above",
            "$" + used,
            Suggestion.remedy(used, variables.keySet()));
      }
    }
    if (variables.putIfAbsent(name, values) != null) {
      fault(declaration, "each variable once", name + " again", "rename or remove one");
    }
  }

  private void refuse(ParserRuleContext section, String remedy) {
    if (section != null) {
      fault(section, "rules only", section.getStart().getText(), "remove the section: " + remedy);
    }
  }

  private void fault(ParserRuleContext at, String expected, String got, String remedy) {
    faults.accept(new DqdlFault(at.getStart().getLine(), "", expected, got, remedy));
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      StringBuilder hex = new StringBuilder();
      for (int i = 0; i < 8; i++) {
        hex.append(String.format("%02x", digest[i]));
      }
      return hex.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
