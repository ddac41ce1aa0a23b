package io.millrace.cli.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of cells over time; a cell's shade says how much of what it stands for is so. Cells that are
 * not set are empty.
 */
public final class Heatmap extends Chart {
  private static final int ROW = 26;
  private static final int AROUND = 72;

  private final String measure;
  private final Tone tone;
  private final List<String> rows = new ArrayList<>();
  private final List<Long> columns;
  private final List<double[]> cells = new ArrayList<>();
  private final ArrayNode data;

  /**
   * @param measure what the shade tells, as a share from 0 to 1
   * @param columns when each column begins, in milliseconds since the epoch; a few hundred at most
   */
  public Heatmap(String title, String measure, Tone tone, List<Long> columns) {
    super("heatmap", title);
    this.measure = measure;
    this.tone = tone;
    this.columns = List.copyOf(columns);
    description().put("measure", measure).put("tone", tone.name());
    data = description().putArray("cells");
  }

  /**
   * Adds a row.
   *
   * @param shares one for each column; NaN is an empty cell
   * @param of how many each share is a part of
   */
  public Heatmap row(String name, double[] shares, long[] of) {
    if (shares.length != columns.size() || of.length != columns.size()) {
      throw new IllegalArgumentException(
          shares.length + " cells in a row of " + columns.size() + " columns");
    }
    for (int i = 0; i < shares.length; i++) {
      if (Double.isFinite(shares[i])) {
        data.addArray().add(i).add(rows.size()).add(Thinned.number(shares[i], false)).add(of[i]);
      }
    }
    rows.add(name);
    cells.add(shares.clone());
    return this;
  }

  @Override
  void complete() {
    height(AROUND + ROW * Math.max(1, rows.size()));
    ArrayNode names = description().putArray("rows");
    rows.forEach(names::add);
    ArrayNode times = description().putArray("columns");
    columns.forEach(times::add);
  }

  @Override
  Table figures() {
    Table table = new Table("").column("Row").numbers("Cells").numbers("Highest: " + measure);
    table.column("at");
    for (int row = 0; row < rows.size(); row++) {
      int filled = 0;
      int worst = -1;
      double[] shares = cells.get(row);
      for (int i = 0; i < shares.length; i++) {
        filled += Double.isFinite(shares[i]) ? 1 : 0;
        if (Double.isFinite(shares[i]) && (worst < 0 || shares[i] > shares[worst])) {
          worst = i;
        }
      }
      table.row(
          rows.get(row),
          filled,
          worst < 0
              ? null
              : Table.Cell.of(Status.NEUTRAL, Numbers.percent(shares[worst]), shares[worst]),
          worst < 0 ? null : Axis.TIME.text(columns.get(worst)));
    }
    return table;
  }

  @Override
  String inWords() {
    return measure + " of " + rows.size() + " rows over " + columns.size() + " stretches of time";
  }

  /** Whether much is well or bad. */
  public enum Tone {
    PLAIN,
    BAD
  }
}
