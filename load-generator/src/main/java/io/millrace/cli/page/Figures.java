package io.millrace.cli.page;

import java.util.ArrayList;
import java.util.List;

/** A row of figures, large, each with what it is of. */
public final class Figures implements Element {
  private final List<Figure> figures = new ArrayList<>();

  /** Adds a figure. */
  public Figures add(String label, String value) {
    return add(label, value, "", Status.NEUTRAL);
  }

  /**
   * Adds a figure.
   *
   * @param label what it is of
   * @param value as it is to be read
   * @param note a few words below it, or nothing
   */
  public Figures add(String label, String value, String note, Status status) {
    figures.add(new Figure(label, value, note, status));
    return this;
  }

  @Override
  public void writeTo(Html html) {
    html.raw("<dl class=\"figures\">\n");
    figures.forEach(figure -> figure.writeTo(html));
    html.raw("</dl>\n");
  }

  private static final class Figure {
    private final String label;
    private final String value;
    private final String note;
    private final Status status;

    Figure(String label, String value, String note, Status status) {
      this.label = label;
      this.value = value;
      this.note = note;
      this.status = status;
    }

    void writeTo(Html html) {
      html.raw("<div").attribute("class", ("figure " + status.word()).trim()).raw(">");
      html.element("dt", "", label).raw("<dd>");
      status.writeTo(html);
      html.text(value);
      if (!note.isEmpty()) {
        html.element("small", "", note);
      }
      html.raw("</dd></div>\n");
    }
  }
}
