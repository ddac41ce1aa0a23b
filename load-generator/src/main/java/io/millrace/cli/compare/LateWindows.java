package io.millrace.cli.compare;

import io.millrace.job.config.AggregateInput;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which rows' features depend on when a late event came: those of late rows, those in whose window
 * a late event of the same entity lies, and those that are computed from such features.
 *
 * <p>Makes a table of row numbers for each set of rows, and knows which column has which.
 */
final class LateWindows {
  /** Rows in which nothing may differ. */
  private static final String NONE = "late_none";

  private static final String ROWS = "late_rows";

  private final Pipeline pipeline;
  private final Statement duckDb;
  private final Map<Integer, String> byColumn = new HashMap<>();
  private final Map<String, String> bySql = new HashMap<>();

  private LateWindows(Pipeline pipeline, Statement duckDb) {
    this.pipeline = pipeline;
    this.duckDb = duckDb;
  }

  /**
   * Finds the rows.
   *
   * @param duckDb has a table {@code pairs} with columns {@code n} (number of the row), {@code
   *     late} and {@code time} (milliseconds), and {@link Comparison#entity} for each entity
   */
  static LateWindows find(Pipeline pipeline, Statement duckDb) throws SQLException {
    LateWindows late = new LateWindows(pipeline, duckDb);
    duckDb.execute("CREATE TEMP TABLE " + NONE + " (n BIGINT)");
    duckDb.execute("CREATE TEMP TABLE " + ROWS + " AS SELECT n FROM pairs WHERE late");
    for (FeatureStep step : pipeline.features()) {
      if (step instanceof FeatureStep.Derive) {
        late.derived((FeatureStep.Derive) step);
      } else {
        late.features((FeatureStep.Entity) step);
      }
    }
    return late;
  }

  /** Table with the numbers of those rows whose value in a column depends on a late event. */
  String table(int column) {
    return byColumn.getOrDefault(column, NONE);
  }

  private void derived(FeatureStep.Derive step) throws SQLException {
    for (FeatureStep.DerivedColumn derived : step.columns()) {
      byColumn.put(derived.column(), union(tables(derived.sources())));
    }
  }

  private void features(FeatureStep.Entity step) throws SQLException {
    for (FeatureStep.WindowFeature feature : step.windowFeatures()) {
      Set<Integer> read = new TreeSet<>();
      if (feature.input() >= 0) {
        AggregateInput input = step.inputs().get(feature.input());
        read.addAll(input.sources());
        read.addAll(input.conditions());
      }
      Set<String> inexact = tables(read);
      inexact.add(ROWS);
      byColumn.put(feature.column(), window(step, feature, union(inexact)));
    }
    if (step.approximateColumn() >= 0) {
      Set<String> all = new LinkedHashSet<>(tables(Set.of(step.approximateColumn())));
      step.windowFeatures().forEach(feature -> all.add(byColumn.get(feature.column())));
      byColumn.put(step.approximateColumn(), union(all));
    }
  }

  private Set<String> tables(Set<Integer> columns) {
    Set<String> tables = new LinkedHashSet<>();
    for (int column : columns) {
      String table = table(column);
      if (!table.equals(NONE)) {
        tables.add(table);
      }
    }
    return tables;
  }

  private String union(Set<String> tables) throws SQLException {
    if (tables.size() < 2) {
      return tables.isEmpty() ? NONE : tables.iterator().next();
    }
    return materialize("SELECT n FROM " + String.join(" UNION SELECT n FROM ", tables));
  }

  /** Late rows themselves, and the rows in whose window one of some contributions lies. */
  private String window(
      FeatureStep.Entity step, FeatureStep.WindowFeature feature, String contributions)
      throws SQLException {
    String entity = Comparison.entity(pipeline, step);
    long delay = step.delay().toMillis();
    return materialize(
        "SELECT n FROM "
            + ROWS
            + " UNION SELECT r.n FROM pairs r JOIN (SELECT p."
            + entity
            + " AS entity, p.time FROM pairs p SEMI JOIN "
            + contributions
            + " USING (n)) l ON r."
            + entity
            + " = l.entity AND l.time <= r.time - "
            + delay
            + " AND l.time > r.time - "
            + (delay + feature.window().toMillis()));
  }

  private String materialize(String sql) throws SQLException {
    String table = bySql.get(sql);
    if (table == null) {
      table = "late_" + bySql.size();
      duckDb.execute("CREATE TEMP TABLE " + table + " AS " + sql);
      bySql.put(sql, table);
    }
    return table;
  }
}
