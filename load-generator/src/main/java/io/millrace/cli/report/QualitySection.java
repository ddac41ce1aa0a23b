package io.millrace.cli.report;

import static io.millrace.cli.report.RunData.number;

import io.millrace.cli.page.Heatmap;
import io.millrace.cli.page.Note;
import io.millrace.cli.page.Numbers;
import io.millrace.cli.page.Section;
import io.millrace.cli.page.Status;
import io.millrace.cli.page.Table;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** Which rules held in which windows. */
final class QualitySection {
  /** Metrics of drift; they have a section of their own. */
  static final String IS_DRIFT =
      "(metric LIKE '%.PopulationStability' OR metric LIKE '%.JensenShannon')";

  private static final int STRETCHES = 120;
  private static final int MOST_ROWS = 30;

  private QualitySection() {}

  static Section of(RunData run) throws SQLException {
    Section section = new Section("Quality");
    List<Object[]> rules = run.has("quality") ? rules(run) : List.of();
    if (rules.isEmpty()) {
      return section.add(new Note(Status.NEUTRAL, "No window was answered."));
    }
    section.text(
        "Every rule is answered for every window of event time, and for every group if the"
            + " pipeline groups. Shown are the last revisions.");
    section.add(heatmap(run, rules));
    Table table = new Table("Rules").column("Rule").column("If broken").numbers("Answers");
    table.numbers("Broken").numbers("Held").numbers("Lowest").numbers("Highest");
    for (Object[] rule : rules) {
      double broken = number(rule[3]);
      double share = 1 - broken / number(rule[2]);
      table.row(
          rule[0],
          rule[1],
          rule[2],
          Table.Cell.of(broken > 0 ? Status.BAD : Status.NEUTRAL, Numbers.text(broken), broken),
          Table.Cell.of(Status.NEUTRAL, Numbers.percent(share), share),
          rule[4],
          rule[5]);
    }
    return section.add(table);
  }

  /** Rule, action, answers, broken, lowest and highest value; the most broken first. */
  private static List<Object[]> rules(RunData run) throws SQLException {
    return run.query(
        "SELECT rule, any_value(action), count(*), count(*) FILTER (NOT passed), min(value),"
            + " max(value) FROM quality WHERE NOT "
            + IS_DRIFT
            + " GROUP BY rule, metric ORDER BY 4 DESC, rule");
  }

  private static Heatmap heatmap(RunData run, List<Object[]> rules) throws SQLException {
    Object[] span =
        run.query(
                "SELECT min(epoch_ms(window_start)), max(epoch_ms(window_start)),"
                    + " min(epoch_ms(window_end) - epoch_ms(window_start)) FROM quality WHERE NOT "
                    + IS_DRIFT)
            .get(0);
    TimeGrid grid =
        TimeGrid.of(
            (long) number(span[0]), (long) number(span[1]), (long) number(span[2]), STRETCHES);
    Heatmap map =
        new Heatmap("Broken rules over event time", "broken", Heatmap.Tone.BAD, grid.starts());
    List<Object[]> shown = rules.subList(0, Math.min(MOST_ROWS, rules.size()));
    for (Object[] rule : shown) {
      double[] shares = new double[grid.size()];
      long[] of = new long[grid.size()];
      Arrays.fill(shares, Double.NaN);
      for (Object[] cell : cells(run, grid, (String) rule[0])) {
        int column = (int) number(cell[0]);
        of[column] = (long) number(cell[1]);
        shares[column] = number(cell[2]) / of[column];
      }
      map.row((String) rule[0], shares, of);
    }
    map.explained(
        "Each cell: the share of answers within "
            + grid.stepInWords()
            + " that broke the rule"
            + (shown.size() < rules.size()
                ? "; the " + shown.size() + " most broken of " + rules.size() + " rules."
                : "."));
    return map;
  }

  private static List<Object[]> cells(RunData run, TimeGrid grid, String rule) throws SQLException {
    return run.query(
        "SELECT "
            + grid.index("epoch_ms(window_start)")
            + " AS stretch, count(*), count(*) FILTER (NOT passed) FROM quality WHERE rule = '"
            + rule.replace("'", "''")
            + "' AND NOT "
            + IS_DRIFT
            + " GROUP BY stretch");
  }
}
