package io.millrace.cli.page;

import java.util.ArrayList;
import java.util.List;

/**
 * A table. Its columns can be sorted with a click or the keyboard; beyond {@link #LONG} rows it
 * scrolls in itself and can be searched.
 */
public final class Table implements Element {
  /** From how many rows on a table is a long one. */
  static final int LONG = 20;

  private final String caption;
  private final List<Column> columns = new ArrayList<>();
  private final List<Object[]> rows = new ArrayList<>();

  /**
   * @param caption what the table shows; nothing where its heading says it
   */
  public Table(String caption) {
    this.caption = caption;
  }

  /** Adds a column of text. */
  public Table column(String name) {
    columns.add(new Column(name, ""));
    return this;
  }

  /** Adds a column of numbers, which stand to the right. */
  public Table numbers(String name) {
    columns.add(new Column(name, "number"));
    return this;
  }

  /** Adds a column of short texts in the type of code, such as names of columns. */
  public Table codes(String name) {
    columns.add(new Column(name, "code"));
    return this;
  }

  /**
   * Adds a row.
   *
   * @param cells as many as there are columns: texts, {@link Cell}s, or numbers, which are written
   *     for people; null is an empty cell
   */
  public Table row(Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.length + " cells in a table of " + columns.size() + " columns");
    }
    rows.add(cells);
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  @Override
  public void writeTo(Html html) {
    boolean isLong = rows.size() > LONG;
    html.raw("<div").attribute("class", isLong ? "table long" : "table");
    html.raw(" tabindex=\"0\" role=\"region\"").attribute("aria-label", label()).raw("><table");
    html.raw(">\n");
    if (!caption.isEmpty()) {
      html.element("caption", "", caption);
    }
    html.raw("<thead><tr>");
    for (Column column : columns) {
      html.raw("<th scope=\"col\"").attribute("class", column.kind).raw(">").text(column.name);
      html.raw("</th>");
    }
    html.raw("</tr></thead>\n<tbody>\n");
    rows.forEach(row -> write(row, html));
    html.raw("</tbody></table></div>\n");
  }

  private String label() {
    return caption.isEmpty() ? "Table: " + columns.get(0).name : caption;
  }

  private void write(Object[] row, Html html) {
    html.raw("<tr>");
    for (int i = 0; i < row.length; i++) {
      html.raw("<td").attribute("class", columns.get(i).kind);
      Object cell = row[i];
      if (cell instanceof Number) {
        // What sorting goes by.
        html.attribute("data-value", cell.toString()).raw(">");
        html.text(Numbers.text(((Number) cell).doubleValue()));
      } else if (cell instanceof Cell) {
        ((Cell) cell).writeTo(html);
      } else {
        html.raw(">").text(cell == null ? "" : cell);
      }
      html.raw("</td>");
    }
    html.raw("</tr>\n");
  }

  private static final class Column {
    private final String name;
    private final String kind;

    Column(String name, String kind) {
      this.name = name;
      this.kind = kind;
    }
  }

  /** A cell that says how something is, or that sorts by other than what it shows. */
  public static final class Cell {
    private final Status status;
    private final String text;
    private final double value;

    private Cell(Status status, String text, double value) {
      this.status = status;
      this.text = text;
      this.value = value;
    }

    public static Cell of(Status status, String text) {
      return new Cell(status, text, Double.NaN);
    }

    /**
     * @param value what the column is sorted by
     */
    public static Cell of(Status status, String text, double value) {
      return new Cell(status, text, value);
    }

    private void writeTo(Html html) {
      html.attribute("data-value", Double.isNaN(value) ? "" : Double.toString(value)).raw(">");
      status.writeTo(html);
      html.text(text);
    }
  }
}
