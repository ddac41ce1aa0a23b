package io.millrace.job.warehouse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Statements as they are checked in. */
final class Golden {
  private Golden() {}

  static String text(String name) throws IOException {
    try (var in = Golden.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
