package io.millrace.cli.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A script of others that a page carries in itself; it comes from the class path. */
public enum Library {
  /** Draws charts: <a href="https://echarts.apache.org">Apache ECharts</a>. */
  ECHARTS("/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js"),

  /** Draws diagrams: <a href="https://mermaid.js.org">Mermaid</a>. */
  MERMAID("/META-INF/resources/webjars/mermaid/11.14.0/dist/mermaid.min.js");

  private final String resource;

  Library(String resource) {
    this.resource = resource;
  }

  /** The script as its makers ship it. */
  String script() {
    return read(resource);
  }

  /** Reads a text that belongs to the program. */
  static String read(String resource) {
    try (InputStream in = Library.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            resource + " is not on the class path; the version in Library must be the one of pom");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
