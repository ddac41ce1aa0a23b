package io.millrace.cli.page;

/** Text as HTML: what is written here is shown as it is, whatever is in it. */
public final class Html {
  private final StringBuilder text = new StringBuilder();

  /** Adds markup as it is; never a value. */
  public Html raw(String markup) {
    text.append(markup);
    return this;
  }

  /** Adds text, which may hold anything. */
  public Html text(Object value) {
    text.append(escape(String.valueOf(value)));
    return this;
  }

  /** Adds an element that holds only text. */
  public Html element(String tag, String cssClass, Object value) {
    return raw("<" + tag).attribute("class", cssClass).raw(">").text(value).raw("</" + tag + ">");
  }

  /** Adds an attribute to the tag that is open; an empty value adds none. */
  public Html attribute(String name, String value) {
    if (!value.isEmpty()) {
      text.append(' ').append(name).append("=\"").append(escape(value)).append('"');
    }
    return this;
  }

  /** Adds data for a script, as JSON that cannot end the element it stands in. */
  Html data(String cssClass, String json) {
    return raw("<script type=\"application/json\" class=\"" + cssClass + "\">")
        .raw(json.replace("<", "\\u003c"))
        .raw("</script>");
  }

  /**
   * Adds a script. Within the element, {@code </script} would end it, and {@code <!--} would change
   * how its end is found; in the strings and patterns of a script, where alone they occur, a
   * backslash changes nothing.
   *
   * @see <a href="https://html.spec.whatwg.org/#restrictions-for-contents-of-script-elements">the
   *     restrictions for contents of script elements</a>
   */
  Html script(String script) {
    return raw("<script>\n")
        .raw(script.replaceAll("(?i)</(script)", "<\\\\/$1").replace("<!--", "<\\!--"))
        .raw("\n</script>\n");
  }

  static String escape(String value) {
    StringBuilder escaped = new StringBuilder(value.length() + 16);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&':
          escaped.append("&amp;");
          break;
        case '<':
          escaped.append("&lt;");
          break;
        case '>':
          escaped.append("&gt;");
          break;
        case '"':
          escaped.append("&quot;");
          break;
        case '\'':
          escaped.append("&#39;");
          break;
        default:
          escaped.append(c);
      }
    }
    return escaped.toString();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
