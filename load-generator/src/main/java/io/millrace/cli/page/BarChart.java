package io.millrace.cli.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bars that lie, one for each of a few things, longest names included; it is as high as it needs.
 */
public final class BarChart extends Chart {
  private static final int BAR = 34;
  private static final int AROUND = 56;

  private final Axis axis;
  private final List<String> series;
  private final List<String> names = new ArrayList<>();
  private final List<double[]> values = new ArrayList<>();

  /**
   * @param series names of the parts that each bar is stacked of; one or more
   */
  public BarChart(String title, Axis axis, String... series) {
    super("bars", title);
    this.axis = axis;
    this.series = List.of(series);
    description().put("axis", axis.name());
  }

  /**
   * Adds a bar.
   *
   * @param parts one for each series
   */
  public BarChart bar(String name, double... parts) {
    if (parts.length != series.size()) {
      throw new IllegalArgumentException(
          parts.length + " parts of a bar that has " + series.size());
    }
    names.add(name);
    values.add(parts);
    return this;
  }

  @Override
  void complete() {
    height(AROUND + BAR * Math.max(1, names.size()));
    ArrayNode all = description().putArray("names");
    names.forEach(all::add);
    ArrayNode parts = description().putArray("series");
    for (int i = 0; i < series.size(); i++) {
      ObjectNode node = parts.addObject().put("name", series.get(i));
      ArrayNode lengths = node.putArray("values");
      for (double[] bar : values) {
        lengths.add(Thinned.number(bar[i], false));
      }
    }
  }

  @Override
  Table figures() {
    Table table = new Table("").column("Name");
    series.forEach(table::numbers);
    for (int bar = 0; bar < names.size(); bar++) {
      List<Object> cells = new ArrayList<>(List.of(names.get(bar)));
      for (double part : values.get(bar)) {
        cells.add(Table.Cell.of(Status.NEUTRAL, axis.text(part), part));
      }
      table.row(cells.toArray());
    }
    return table;
  }

  @Override
  String inWords() {
    StringBuilder words = new StringBuilder();
    for (int bar = 0; bar < names.size(); bar++) {
      words.append(bar == 0 ? "" : "; ").append(names.get(bar)).append(' ');
      words.append(axis.text(Arrays.stream(values.get(bar)).sum()));
    }
    return words.length() == 0 ? "nothing to show" : words.toString();
  }
}
