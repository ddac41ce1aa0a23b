package io.millrace.job.source;

import io.millrace.job.config.EventSpec;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which files hold records, by the ending of their names. */
public final class RecordFiles {
  private static final List<String> LINES = List.of(".ndjson", ".jsonl", ".json");
  private static final String GZIP = ".gz";
  private static final String MANIFEST = ".manifest.json";

  private RecordFiles() {}

  /** How the records of a file are encoded; empty when its name is not that of a record file. */
  public static Optional<EventSpec.Format> formatOf(String name) {
    if (isAvro(name)) {
      return Optional.of(EventSpec.Format.AVRO);
    }
    String plain = isGzipped(name) ? name.substring(0, name.length() - GZIP.length()) : name;
    String lower = plain.toLowerCase(Locale.ROOT);
    boolean lines = LINES.stream().anyMatch(lower::endsWith) && !lower.endsWith(MANIFEST);
    return lines ? Optional.of(EventSpec.Format.JSON) : Optional.empty();
  }

  /** The endings that are known, for messages. */
  public static String endings() {
    return ".avro, " + String.join(", ", LINES) + " (the last three also with .gz)";
  }

  static boolean isAvro(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".avro");
  }

  static boolean isGzipped(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(GZIP);
  }
}
