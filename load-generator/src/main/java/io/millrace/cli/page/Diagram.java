package io.millrace.cli.page;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** A diagram in the language of Mermaid. */
public final class Diagram implements Element {
  private final String title;
  private final String inWords;
  private final String source;

  /**
   * @param inWords what the diagram shows, for those who do not see it
   * @param source Mermaid's text; names in it are written with {@link #label}
   */
  public Diagram(String title, String inWords, String source) {
    this.title = title;
    this.inWords = inWords;
    this.source = source;
  }

  /** Lines of text as the label of a node: nothing in them is read as Mermaid or HTML. */
  public static String label(String... lines) {
    return Arrays.stream(lines).map(Diagram::quote).collect(Collectors.joining("<br>", "\"", "\""));
  }

  private static String quote(String text) {
    StringBuilder label = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isLetterOrDigit(c) || " _-.,:()/".indexOf(c) >= 0) {
                label.appendCodePoint(c);
              } else {
                label.append('#').append(c).append(';');
              }
            });
    return label.toString();
  }

  @Override
  public Set<Library> libraries() {
    return Set.of(Library.MERMAID);
  }

  @Override
  public void writeTo(Html html) {
    html.raw("<figure class=\"diagram\">\n<figcaption>").element("strong", "", title);
    html.raw("</figcaption>\n<div class=\"drawing\" tabindex=\"0\" role=\"img\"");
    html.attribute("aria-label", title + ": " + inWords).raw("></div>\n");
    html.raw("<pre class=\"mermaid-source\">").text(source).raw("</pre>\n</figure>\n");
  }
}
