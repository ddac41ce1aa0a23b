package io.millrace.cli.page;

import java.util.Set;

/** Something that stands in a section of a page. */
public interface Element {
  /** Adds the element to the page. */
  void writeTo(Html html);

  /** Which libraries the page needs for it. */
  default Set<Library> libraries() {
    return Set.of();
  }
}
