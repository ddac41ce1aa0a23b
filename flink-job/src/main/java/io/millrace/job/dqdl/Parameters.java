package io.millrace.job.dqdl;

import io.millrace.job.dqdl.row.Fault;
import java.util.ArrayList;
import java.util.List;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.ParameterWithConnectorWordContext;

/** What stands between a rule's type and its condition: names of columns, mostly. */
final class Parameters {
  private Parameters() {}

  /** The parameters, without quotes. */
  static List<String> read(List<ParameterWithConnectorWordContext> written) throws Fault {
    List<String> names = new ArrayList<>();
    for (ParameterWithConnectorWordContext parameter : written) {
      if (parameter.connectorWord() != null) {
        String word = parameter.connectorWord().getText();
        throw new Fault(
            "a column or a condition",
            "'" + word + "'",
            word.equalsIgnoreCase("and")
                ? "put each of the joined rules in parentheses: (…) and (…)"
                : "remove it");
      }
      names.add(ConditionReader.unquote(parameter.parameter().getText()));
    }
    return names;
  }

  static void require(RuleType type, List<String> names) throws Fault {
    int least = type.leastParameters();
    int most = type.mostParameters();
    if (names.size() < least || names.size() > most) {
      throw new Fault(
          expected(type),
          names.isEmpty() ? "none" : names.size() + " (" + String.join(", ", names) + ")",
          "write e.g. " + example(type));
    }
  }

  private static String expected(RuleType type) {
    switch (type) {
      case COLUMN_NAMES_MATCH_PATTERN:
        return "one pattern";
      case DETECT_ANOMALIES:
        return "a metric";
      default:
        boolean more = type.mostParameters() > type.leastParameters();
        return count(type.leastParameters()) + (more ? " or more" : "");
    }
  }

  private static String example(RuleType type) {
    switch (type) {
      case COLUMN_NAMES_MATCH_PATTERN:
        return type + " \"[a-z_]*\"";
      case DETECT_ANOMALIES:
        return type + " \"RowCount\"";
      default:
        return type + example(type.leastParameters()) + (type.isCompared() ? " > 0" : "");
    }
  }

  static String count(int columns) {
    return columns == 0 ? "no column" : columns == 1 ? "one column" : "two columns";
  }

  static String example(int columns) {
    return columns == 0 ? "" : columns == 1 ? " \"column\"" : " \"column\" \"other\"";
  }
}
