package io.millrace.job.dqdl;

import io.millrace.job.dqdl.row.Fault;
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
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.AnalyzersContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.DocumentContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.DqAnalyzerContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.RulesContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.StringValuesContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.TopLevelRuleContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.VariableDeclarationContext;

/**
 * Reads a DQDL ruleset and binds it to the fields of an event.
 *
 * <p>Rules on single events decide each event, and a window answers them with the share of events
 * that keep them; all other rules decide windows only. The semantics are those of AWS Glue Data
 * Quality; {@code docs/quality.md} has them in a table, and says where they differ. Whatever the
 * parser takes and a stream cannot answer, or the author cannot have meant, is a fault.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/dqdl.html">DQDL reference</a>
 */
public final class RulesetReader {
  private final Layout layout;
  private final Consumer<DqdlFault> faults;
  private final Map<String, List<StringValuesContext>> variables = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new HashMap<>();
  private final RulesetBuilder ruleset = new RulesetBuilder();

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
    DocumentContext document = DqdlSyntax.parse(text, faults);
    if (document != null) {
      reader.readDocument(fileName, document);
    }
    return reader.ruleset.build(hash(text), text);
  }

  private void readDocument(String fileName, DocumentContext document) {
    if (document.dataSources() != null) {
      fault(
          document.dataSources(),
          "rules only",
          "DataSources",
          "remove the section: rules see the stream only, no other data set");
    }
    if (document.variableDeclarations() != null) {
      document.variableDeclarations().variableDeclaration().forEach(this::declare);
    }
    RulesContext rules = document.rulesOrAnalyzers().rules();
    AnalyzersContext analyzers = document.rulesOrAnalyzers().analyzers();
    boolean noRules = rules == null || rules.dqRules() == null;
    if (noRules && (analyzers == null || analyzers.dqAnalyzers() == null)) {
      fault(document, "at least one rule", "none in " + fileName, "write e.g. RowCount > 0");
      return;
    }
    Fields fields = new Fields(layout);
    if (!noRules) {
      RuleCompiler compiler =
          new RuleCompiler(fields, ruleset, new ConditionReader(variables), faults);
      rules.dqRules().topLevelRule().forEach(rule -> readRule(rule, compiler));
    }
    if (analyzers != null && analyzers.dqAnalyzers() != null) {
      MetricReader metrics = new MetricReader(fields, ruleset);
      analyzers.dqAnalyzers().dqAnalyzer().forEach(analyzer -> readAnalyzer(analyzer, metrics));
    }
  }

  private void readRule(TopLevelRuleContext written, RuleCompiler compiler) {
    TopLevelRuleContext rule = written;
    while (rule.LPAREN() != null) {
      rule = rule.topLevelRule(0);
    }
    if (isFirst(rule, "rule")) {
      compiler.compile(rule, DqdlSyntax.text(rule), rule.getStart().getLine());
    }
  }

  private void readAnalyzer(DqAnalyzerContext analyzer, MetricReader metrics) {
    if (!isFirst(analyzer, "analyzer")) {
      return;
    }
    String text = DqdlSyntax.text(analyzer);
    try {
      List<String> columns = Parameters.read(analyzer.parameterWithConnectorWord());
      ruleset.add(
          new AnalyzerRule(text, metrics.analyzer(analyzer.analyzerType().getText(), columns)));
    } catch (Fault fault) {
      faults.accept(DqdlFault.of(analyzer.getStart().getLine(), text, fault));
    }
  }

  private boolean isFirst(ParserRuleContext written, String what) {
    String text = DqdlSyntax.text(written);
    int line = written.getStart().getLine();
    Integer first = lines.putIfAbsent(what + ' ' + text, line);
    if (first != null) {
      faults.accept(
          new DqdlFault(
              line,
              text,
              "each " + what + " once",
              "it again, first in line " + first,
              "remove one"));
    }
    return first == null;
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

  private void fault(ParserRuleContext at, String expected, String got, String remedy) {
    faults.accept(new DqdlFault(at.getStart().getLine(), "", expected, got, remedy));
  }

  /** First 16 hex digits of the SHA-256 of a ruleset. */
  public static String hash(String text) {
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
