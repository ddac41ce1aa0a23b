package io.millrace.cli.page;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A section of a page: a heading, and what stands below it. */
public final class Section {
  private final String title;
  private final List<Element> elements = new ArrayList<>();

  /**
   * @param title its heading, which no other section of the page has
   */
  public Section(String title) {
    this.title = title;
  }

  public Section add(Element element) {
    elements.add(element);
    return this;
  }

  /** Adds a paragraph. */
  public Section text(String text) {
    return add(html -> html.element("p", "", text).raw("\n"));
  }

  String title() {
    return title;
  }

  /** What links to it name. */
  String id() {
    return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  Set<Library> libraries() {
    Set<Library> libraries = EnumSet.noneOf(Library.class);
    elements.forEach(element -> libraries.addAll(element.libraries()));
    return libraries;
  }

  void writeTo(Html html) {
    html.raw("<section").attribute("id", id()).attribute("aria-labelledby", id() + "-title");
    html.raw(">\n<h2").attribute("id", id() + "-title").raw(">").text(title).raw("</h2>\n");
    elements.forEach(element -> element.writeTo(html));
    html.raw("</section>\n");
  }
}
