package io.millrace.job.config;

import java.util.ArrayList;
import java.util.List;

/** Rows of text whose columns stand below each other. */
final class TextTable {
  private static final String GAP = "  ";

  private final String indent;
  private final List<String[]> rows = new ArrayList<>();

  TextTable(String indent) {
    this.indent = indent;
  }

  void row(String... cells) {
    rows.add(cells);
  }

  /** The rows, each in a line that ends with a newline and no blanks. */
  @Override
  public String toString() {
    int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int i = 0; i < row.length; i++) {
        line.append(row[i]);
        if (i < row.length - 1) {
          line.append(" ".repeat(widths[i] - row[i].length())).append(GAP);
        }
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
