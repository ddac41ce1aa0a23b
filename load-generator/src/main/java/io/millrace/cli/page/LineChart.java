package io.millrace.cli.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Lines, areas, columns or points over time or another number. */
public final class LineChart extends Chart {
  private final Axis x;
  private final Axis y;
  private final List<Series> series = new ArrayList<>();
  private final ArrayNode marks;

  /**
   * @param xName what stands along the horizontal axis, or nothing for time
   * @param yName what the heights are, with their unit
   */
  public LineChart(String title, Axis x, String xName, Axis y, String yName) {
    super("lines", title);
    this.x = x;
    this.y = y;
    description().putObject("x").put("axis", x.name()).put("name", xName);
    description().putObject("y").put("axis", y.name()).put("name", yName);
    marks = description().putArray("marks");
  }

  /** A chart over time. */
  public static LineChart overTime(String title, Axis y, String yName) {
    return new LineChart(title, Axis.TIME, "", y, yName);
  }

  /**
   * Adds a series.
   *
   * @param xs in ascending order
   * @param ys as many; NaN leaves a gap
   */
  public LineChart line(String name, double[] xs, double[] ys) {
    return add(Look.LINE, Tone.NEXT, name, xs, ys);
  }

  /** Adds a series that looks as told. */
  public LineChart add(Look look, Tone tone, String name, double[] xs, double[] ys) {
    if (xs.length != ys.length) {
      throw new IllegalArgumentException(xs.length + " x and " + ys.length + " y of " + name);
    }
    series.add(new Series(look, tone, name, Thinned.of(xs, ys)));
    return this;
  }

  /** Marks a place on the horizontal axis with a line and a few words. */
  public LineChart mark(double at, String words) {
    marks.addObject().put("at", at).put("words", words);
    return this;
  }

  @Override
  void complete() {
    ArrayNode all = description().putArray("series");
    for (Series one : series) {
      ObjectNode node = all.addObject().put("name", one.name);
      node.put("look", one.look.name()).put("tone", one.tone.name());
      ArrayNode points = node.putArray("points");
      for (int i = 0; i < one.points.size(); i++) {
        ArrayNode point = points.addArray().add(Thinned.number(one.points.x(i), x == Axis.TIME));
        if (Double.isFinite(one.points.y(i))) {
          point.add(Thinned.number(one.points.y(i), false));
        } else {
          point.addNull();
        }
      }
    }
  }

  @Override
  Table figures() {
    Table table = new Table("").column("Series").numbers("Points").numbers("Lowest");
    table.numbers("Median").numbers("Highest").numbers("Last");
    for (Series one : series) {
      Thinned points = one.points;
      table.row(
          one.name,
          points.total(),
          cell(points.lowest()),
          cell(points.median()),
          cell(points.highest()),
          cell(points.last()));
    }
    return table;
  }

  private Table.Cell cell(double value) {
    return Table.Cell.of(Status.NEUTRAL, Double.isNaN(value) ? "–" : y.text(value), value);
  }

  @Override
  String inWords() {
    StringBuilder words = new StringBuilder();
    for (Series one : series) {
      words.append(words.length() == 0 ? "" : "; ").append(one.name);
      if (one.points.total() == 0) {
        words.append(" has no points");
      } else {
        words.append(" from ").append(y.text(one.points.lowest()));
        words.append(" to ").append(y.text(one.points.highest()));
      }
    }
    return words.toString();
  }

  /** What a series looks like. */
  public enum Look {
    LINE,
    AREA,
    /** An area on top of the stacked series before it. */
    STACK,
    COLUMN,
    POINTS,
    DASHED
  }

  /** What colour a series has. */
  public enum Tone {
    /** The next of the palette. */
    NEXT,
    GOOD,
    WARNING,
    BAD,
    MUTED
  }

  private static final class Series {
    private final Look look;
    private final Tone tone;
    private final String name;
    private final Thinned points;

    Series(Look look, Tone tone, String name, Thinned points) {
      this.look = look;
      this.tone = tone;
      this.name = name;
      this.points = points;
    }
  }
}
