package io.millrace.cli.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A page of HTML that needs nothing but itself: styles, scripts and data stand in it, and its
 * content security policy forbids it to ask any server. It is dark or light as its reader's system
 * is. Charts and diagrams are described in words and tables too, for those who do not see them and
 * where scripts do not run.
 *
 * <p>A page is a title, figures at its head, and {@link Section}s, which are listed beside it.
 */
public final class Page {
  private static final String POLICY =
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

  private final String title;
  private final String lead;
  private final List<Element> head = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();

  /**
   * @param title what the page is about, in a few words
   * @param lead a sentence below the title
   */
  public Page(String title, String lead) {
    this.title = title;
    this.lead = lead;
  }

  /** Adds to the head of the page, before the first section. */
  public Page head(Element element) {
    head.add(element);
    return this;
  }

  public Page section(Section section) {
    sections.add(section);
    return this;
  }

  /** Writes the page to a file, which is replaced when it is there. */
  public void writeTo(Path file) throws IOException {
    Files.writeString(file, html());
  }

  /** The page as text. */
  public String html() {
    Html html = new Html();
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta http-equiv=\"Content-Security-Policy\"").attribute("content", POLICY);
    html.raw(">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\"");
    html.raw(" href=\"data:,\">\n").element("title", "", title);
    html.raw("\n<style>\n").raw(Library.read("/io/millrace/cli/page/page.css"));
    html.raw("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">To the content</a>\n");
    html.raw("<header>\n").element("h1", "", title).element("p", "lead", lead);
    html.raw("\n</header>\n<div class=\"columns\">\n");
    contents(html);
    html.raw("<main id=\"content\">\n");
    head.forEach(element -> element.writeTo(html));
    sections.forEach(section -> section.writeTo(html));
    html.raw("</main>\n</div>\n");
    for (Library library : libraries()) {
      html.raw("<!-- " + library.name().toLowerCase(Locale.ROOT) + " -->").script(library.script());
    }
    html.script(Library.read("/io/millrace/cli/page/page.js"));
    return html.raw("</body>\n</html>\n").toString();
  }

  private void contents(Html html) {
    html.raw("<nav aria-label=\"Sections\"><ol>\n");
    for (Section section : sections) {
      html.raw("<li><a").attribute("href", "#" + section.id()).raw(">");
      html.text(section.title()).raw("</a></li>\n");
    }
    html.raw("</ol></nav>\n");
  }

  private Set<Library> libraries() {
    Set<Library> libraries = EnumSet.noneOf(Library.class);
    head.forEach(element -> libraries.addAll(element.libraries()));
    sections.forEach(section -> libraries.addAll(section.libraries()));
    return libraries;
  }
}
