package io.millrace.job.dqdl;

import io.millrace.job.dqdl.row.Fault;
import io.millrace.job.event.Column;
import io.millrace.job.event.Layout;
import io.millrace.job.expression.Expression;
import io.millrace.job.expression.ExpressionCompiler;
import io.millrace.job.expression.ExpressionFault;
import io.millrace.job.expression.Scope;
import io.millrace.job.expression.Suggestion;
import io.millrace.udf.scalar.FunctionRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.WhereClauseContext;

/** The fields of an event, as rules name them: columns and the conditions of where clauses. */
final class Fields {
  private final Layout layout;
  private final List<String> names = new ArrayList<>();
  private final Map<String, EventFilter> filters = new HashMap<>();

  Fields(Layout layout) {
    this.layout = layout;
    for (Column field : layout.columns().subList(0, layout.fields())) {
      names.add(field.name());
    }
  }

  List<String> names() {
    return names;
  }

  /** Position of a field. */
  int position(String name) throws Fault {
    int position = layout.position(name);
    if (position < 0 || position >= layout.fields()) {
      throw new Fault(
          "a field of the event",
          name.isEmpty() ? "\"\"" : name,
          position < 0
              ? Suggestion.remedy(name, names)
              : "that column is computed after the rules: use one of " + String.join(", ", names));
    }
    return position;
  }

  Column column(int position) {
    return layout.column(position);
  }

  /** The filter of a where clause, compiled once for each text; null without a clause. */
  EventFilter filter(WhereClauseContext where) throws Fault {
    if (where == null) {
      return null;
    }
    String sql = ConditionReader.unquote(where.quotedString().getText());
    EventFilter known = filters.get(sql);
    if (known == null) {
      known = new EventFilter(sql, compile(sql).newInstance());
      filters.put(sql, known);
    }
    return known;
  }

  private Expression compile(String sql) throws Fault {
    String condition = SqlCondition.translate(sql);
    List<ExpressionFault> faults = new ArrayList<>();
    Scope scope = Scope.of(layout.columns().subList(0, layout.fields()));
    Optional<Expression> expression =
        new ExpressionCompiler(FunctionRegistry.load())
            .compileCondition(condition, scope, faults::add);
    if (expression.isEmpty()) {
      ExpressionFault first = faults.get(0);
      throw new Fault(first.expected() + " in the where clause", first.got(), first.remedy());
    }
    return expression.get();
  }
}
