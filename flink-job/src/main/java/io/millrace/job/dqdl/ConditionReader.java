package io.millrace.job.dqdl;

import io.millrace.job.dqdl.row.Condition;
import io.millrace.job.dqdl.row.Condition.Operator;
import io.millrace.job.dqdl.row.Fault;
import io.millrace.job.expression.Suggestion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.TerminalNode;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.ConditionContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.NumberBasedConditionContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.NumberContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.StringBasedConditionContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.StringValuesContext;

/** Turns the syntax trees of conditions into {@link Condition}s, and refuses senseless ones. */
final class ConditionReader {
  private final Map<String, List<StringValuesContext>> variables;

  /**
   * @param variables the values of each variable; a variable of one text has one value
   */
  ConditionReader(Map<String, List<StringValuesContext>> variables) {
    this.variables = variables;
  }

  /**
   * A rule by what it asks for: its text, and what the variables in it stand for, which may differ
   * from one ruleset to the next.
   */
  String meaning(String rule) {
    StringBuilder meaning = new StringBuilder(rule);
    variables.forEach(
        (name, values) -> {
          if (rule.contains("$" + name)) {
            meaning.append(" $").append(name).append('=');
            values.forEach(value -> meaning.append(DqdlSyntax.text(value)).append(','));
          }
        });
    return meaning.toString();
  }

  /** Reads a condition of any kind only for its faults. */
  void check(ConditionContext context) throws Fault {
    if (context.numberBasedCondition() != null) {
      numbers(context.numberBasedCondition());
    } else if (context.stringBasedCondition() != null) {
      texts(context.stringBasedCondition());
    } else if (context.dateBasedCondition() != null) {
      TimeReader.dates(context.dateBasedCondition());
    } else if (context.durationBasedCondition() != null) {
      TimeReader.ages(context.durationBasedCondition());
    }
  }

  /** Numbers that an event is compared with, which no earlier window can tell. */
  Condition<BigDecimal> numbers(NumberBasedConditionContext context) throws Fault {
    List<BigDecimal> constants = new ArrayList<>();
    boolean namesNull = false;
    for (NumberContext operand : operands(context)) {
      if (operand.NULL() != null) {
        namesNull = true;
        continue;
      }
      BigDecimal constant = NumberReader.read(operand).constant();
      if (constant == null) {
        throw new Fault(
            "a number",
            "'" + DqdlSyntax.text(operand) + "'",
            "write the number itself, since an event has no earlier windows; 'with threshold'"
                + " compares a window's share of events with them");
      }
      constants.add(constant);
    }
    Condition<BigDecimal> condition =
        new Condition<>(operator(context), constants, namesNull, false);
    condition.requireOrder((first, second) -> first.compareTo(second) < 0);
    return condition;
  }

  /**
   * Numbers that a metric is compared with.
   *
   * @param low least value of the metric, or null
   * @param high greatest value of the metric, or null
   */
  Threshold threshold(NumberBasedConditionContext context, Integer low, Integer high) throws Fault {
    List<Formula> formulas = new ArrayList<>();
    List<BigDecimal> constants = new ArrayList<>();
    for (NumberContext operand : operands(context)) {
      if (operand.NULL() != null) {
        throw new Fault("a number", "NULL", "a window that cannot answer breaks the rule anyway");
      }
      Formula formula = NumberReader.read(operand);
      BigDecimal constant = formula.constant();
      formulas.add(formula);
      if (constant == null) {
        continue;
      }
      constants.add(constant);
      if ((low != null && constant.compareTo(BigDecimal.valueOf(low)) < 0)
          || (high != null && constant.compareTo(BigDecimal.valueOf(high)) > 0)) {
        throw new Fault(
            "a number from " + low + " to " + high,
            constant.toString(),
            low == 0 ? "write e.g. 0.95 for 95 %" : "the metric has no other value");
      }
    }
    if (constants.size() == formulas.size()) {
      new Condition<>(operator(context), constants, false, false)
          .requireOrder((first, second) -> first.compareTo(second) < 0);
    }
    return new Threshold(operator(context), formulas);
  }

  private static List<NumberContext> operands(NumberBasedConditionContext context) {
    return context.numberArray() == null ? context.number() : context.numberArray().number();
  }

  /** Texts and keywords; a pattern of {@code matches} is taken as it stands, escapes included. */
  Condition<String> texts(StringBasedConditionContext context) throws Fault {
    Operator operator = operator(context);
    if (context.matchesRegexCondition() != null) {
      String quoted = context.matchesRegexCondition().quotedString().getText();
      return new Condition<>(
          operator, List.of(pattern(quoted.substring(1, quoted.length() - 1))), false, false);
    }
    List<StringValuesContext> operands = new ArrayList<>();
    if (context.variableDereference() != null) {
      operands.addAll(variable(context.variableDereference().IDENTIFIER()));
    } else if (context.stringValuesArray() != null) {
      for (StringValuesContext value : context.stringValuesArray().stringValues()) {
        operands.addAll(resolve(value));
      }
    } else {
      operands.addAll(resolve(context.stringValues()));
      if (operands.size() > 1) {
        throw new Fault(
            "one text after '" + operator + "'",
            "the list '" + DqdlSyntax.text(context.stringValues()) + "'",
            "use 'in' or 'not in' with a list");
      }
    }
    List<String> constants = new ArrayList<>();
    boolean namesNull = false;
    boolean namesBlank = false;
    for (StringValuesContext operand : operands) {
      namesNull |= operand.NULL() != null;
      namesBlank |= operand.WHITESPACES_ONLY() != null;
      if (operand.EMPTY() != null) {
        constants.add("");
      } else if (operand.quotedString() != null) {
        constants.add(unquote(operand.quotedString().getText()));
      }
    }
    return new Condition<>(operator, constants, namesNull, namesBlank);
  }

  static String pattern(String regex) throws Fault {
    try {
      return Pattern.compile(regex).pattern();
    } catch (PatternSyntaxException e) {
      throw new Fault(
          "a regular expression",
          '"' + regex + "\" (" + e.getDescription() + " at index " + e.getIndex() + ")",
          "correct the pattern; it must match the whole value");
    }
  }

  private List<StringValuesContext> resolve(StringValuesContext value) throws Fault {
    return value.variableDereference() == null
        ? List.of(value)
        : variable(value.variableDereference().IDENTIFIER());
  }

  private List<StringValuesContext> variable(TerminalNode identifier) throws Fault {
    List<StringValuesContext> values = variables.get(identifier.getText());
    if (values == null) {
      throw new Fault(
          "a variable that is declared before the rules",
          "$" + identifier.getText(),
          Suggestion.remedy(identifier.getText(), variables.keySet()));
    }
    return values;
  }

  /** Content of a quoted string: {@code \"} is a quote, {@code \\} a backslash. */
  static String unquote(String quoted) {
    if (!quoted.startsWith("\"")) {
      return quoted;
    }
    StringBuilder text = new StringBuilder(quoted.length());
    for (int i = 1; i < quoted.length() - 1; i++) {
      char c = quoted.charAt(i);
      boolean escape = c == '\\' && i + 1 < quoted.length() - 1;
      if (escape && (quoted.charAt(i + 1) == '"' || quoted.charAt(i + 1) == '\\')) {
        i++;
        c = quoted.charAt(i);
      }
      text.append(c);
    }
    return text.toString();
  }

  static Operator operator(ParserRuleContext condition) {
    String first = condition.getChild(0).getText();
    boolean negated = first.equals("not") || first.equals("!");
    String word = condition.getChild(negated ? 1 : 0).getText();
    if (word.startsWith("matches")) {
      return negated ? Operator.NOT_MATCHES : Operator.MATCHES;
    }
    switch (word) {
      case "=":
        return negated ? Operator.NOT_EQUAL : Operator.EQUAL;
      case "in":
        return negated ? Operator.NOT_IN : Operator.IN;
      case "between":
        return negated ? Operator.NOT_BETWEEN : Operator.BETWEEN;
      case "<":
        return Operator.LESS;
      case "<=":
        return Operator.LESS_OR_EQUAL;
      case ">":
        return Operator.GREATER;
      case ">=":
        return Operator.GREATER_OR_EQUAL;
      default:
        throw new IllegalStateException("the grammar has a new operator: " + word);
    }
  }
}
