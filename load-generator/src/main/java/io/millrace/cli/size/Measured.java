package io.millrace.cli.size;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Figures that a size is computed from, each with how it was measured and when. Immutable. */
final class Measured {
  private static final String FILE = "/measured.json";

  private final double value;
  private final String words;

  private Measured(double value, String words) {
    this.value = value;
    this.words = words;
  }

  /** A figure of the table. */
  static Measured read(String name) throws IOException {
    try (InputStream in = Measured.class.getResourceAsStream(FILE)) {
      JsonNode entry = new ObjectMapper().readTree(in).get(name);
      return new Measured(
          entry.get("value").asDouble(),
          text(entry.get("value").asDouble())
              + ' '
              + entry.get("unit").asText()
              + ": "
              + entry.get("how").asText()
              + " ("
              + entry.get("date").asText()
              + ')');
    }
  }

  /** A figure of the user's own, or that of the table. */
  static Measured orElse(Double own, String option, String name) throws IOException {
    return own == null ? read(name) : new Measured(own, text(own) + ": " + option);
  }

  double value() {
    return value;
  }

  /** The figure with its unit and origin. */
  String words() {
    return words;
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.2f", value);
  }
}
