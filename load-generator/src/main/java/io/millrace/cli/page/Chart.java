package io.millrace.cli.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * A chart, drawn by the page's script from a description of what it shows; colours, type and how
 * numbers are written are the page's. Its figures stand in a table below it too.
 */
public abstract class Chart implements Element {
  private final String title;
  private final ObjectNode description = JsonNodeFactory.instance.objectNode();
  private int height = 280;
  private String explanation = "";

  Chart(String kind, String title) {
    this.title = title;
    description.put("kind", kind);
  }

  /** Sets how high the chart is, in pixels; its width is that of the page. */
  public Chart height(int pixels) {
    height = pixels;
    return this;
  }

  /** Sets a sentence below the title that says how to read the chart. */
  public Chart explained(String sentence) {
    explanation = sentence;
    return this;
  }

  /** What the script draws; complete when {@link #writeTo} reads it. */
  final ObjectNode description() {
    return description;
  }

  /** The figures of the chart in few rows. */
  abstract Table figures();

  /** What there is to see, for those who do not. */
  abstract String inWords();

  /** Called before the description is written. */
  void complete() {}

  @Override
  public final Set<Library> libraries() {
    return Set.of(Library.ECHARTS);
  }

  @Override
  public final void writeTo(Html html) {
    complete();
    html.raw("<figure class=\"chart\">\n<figcaption>").element("strong", "", title);
    if (!explanation.isEmpty()) {
      html.raw(" ").element("span", "", explanation);
    }
    html.raw("</figcaption>\n<div class=\"canvas\" role=\"img\"");
    html.attribute("aria-label", title + ": " + inWords());
    html.attribute("style", "height:" + height + "px").raw("></div>\n");
    html.data("description", description.toString());
    html.raw("\n<details><summary>Figures of this chart</summary>\n");
    figures().writeTo(html);
    html.raw("</details>\n</figure>\n");
  }
}
