package io.millrace.cli.page;

/** How something is; always told by a sign and a word too, never by colour alone. */
public enum Status {
  NEUTRAL("", ""),
  GOOD("✓", "good"),
  WARNING("!", "warning"),
  BAD("✕", "bad");

  private final String sign;
  private final String word;

  Status(String sign, String word) {
    this.sign = sign;
    this.word = word;
  }

  String word() {
    return word;
  }

  /** Adds the sign, which is read aloud as its word. */
  void writeTo(Html html) {
    if (this != NEUTRAL) {
      html.raw("<span role=\"img\"").attribute("class", "sign " + word);
      html.attribute("aria-label", word).raw(">").text(sign).raw("</span> ");
    }
  }
}
