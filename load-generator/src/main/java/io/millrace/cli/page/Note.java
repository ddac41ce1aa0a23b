package io.millrace.cli.page;

/** A sentence that stands out. */
public final class Note implements Element {
  private final Status status;
  private final String text;

  public Note(Status status, String text) {
    this.status = status;
    this.text = text;
  }

  @Override
  public void writeTo(Html html) {
    html.raw("<p").attribute("class", ("note " + status.word()).trim()).raw(">");
    status.writeTo(html);
    html.text(text).raw("</p>\n");
  }
}
