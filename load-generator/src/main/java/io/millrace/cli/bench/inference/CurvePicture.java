package io.millrace.cli.bench.inference;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A curve as SVG: throughput above, latency with its bound below, batch sizes along. */
final class CurvePicture {
  private static final int WIDTH = 640;
  private static final int PANEL = 220;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 36;
  private static final int GAP = 64;
  private static final int HEIGHT = TOP + PANEL + GAP + PANEL + 48;

  private final List<InferenceCurve.Point> points;
  private final StringBuilder svg = new StringBuilder();

  private CurvePicture(List<InferenceCurve.Point> points) {
    this.points = points;
  }

  static String of(InferenceCurve curve) {
    return new CurvePicture(curve.points()).draw();
  }

  private String draw() {
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"12\">",
        WIDTH, HEIGHT);
    line("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
    panel(TOP, "Events a second, 8 requests in flight", most(p -> p.throughput));
    curve(TOP, most(p -> p.throughput), p -> p.throughput, "#1f6fb2", "");
    int second = TOP + PANEL + GAP;
    double mostMillis = most(p -> Math.max(p.p99Millis, p.boundMillis));
    panel(
        second, "p99 added latency at half load, ms (dashed: 2 x (delay + endpoint))", mostMillis);
    curve(second, mostMillis, p -> p.p99Millis, "#b2401f", "");
    curve(second, mostMillis, p -> p.boundMillis, "#777777", " stroke-dasharray=\"5 4\"");
    line(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">events in a full batch</text>",
        (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8);
    return svg.append("</svg>\n").toString();
  }

  private double most(ToDoubleFunction<InferenceCurve.Point> value) {
    return points.stream().mapToDouble(value).max().orElse(1) * 1.05;
  }

  private void panel(int top, String title, double most) {
    line("<text x=\"%d\" y=\"%d\" font-weight=\"bold\">%s</text>", LEFT, top - 10, title);
    for (int tick = 0; tick <= 4; tick++) {
      double y = top + PANEL - PANEL * tick / 4.0;
      line(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>",
          LEFT, WIDTH - RIGHT, y, y);
      line(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%,.0f</text>",
          LEFT - 6, y + 4, most * tick / 4);
    }
    for (int i = 0; i < points.size(); i++) {
      line(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>",
          x(i), top + PANEL + 16, points.get(i).records);
    }
  }

  private void curve(
      int top,
      double most,
      ToDoubleFunction<InferenceCurve.Point> value,
      String colour,
      String style) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < points.size(); i++) {
      double y = top + PANEL - PANEL * value.applyAsDouble(points.get(i)) / most;
      path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i), y));
    }
    line(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>",
        path.toString().trim(), colour, style);
  }

  private double x(int index) {
    double step = (WIDTH - LEFT - RIGHT) / (double) Math.max(1, points.size());
    return LEFT + step * (index + 0.5);
  }

  private void line(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
