package io.millrace.job.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and byte sizes as settings write them: {@code 5s}, {@code 7d}, {@code 1MiB}. */
public final class Quantities {
  static final String DURATION_EXAMPLE = "a duration such as 10ms, 5s, 1m, 24h or 7d";
  static final String BYTES_EXAMPLE = "a size such as 512B, 64KiB or 1MiB";

  private static final Pattern QUANTITY = Pattern.compile("(\\d{1,9})([A-Za-z]+)");
  private static final Map<String, ChronoUnit> UNITS = new LinkedHashMap<>();
  private static final Map<String, Integer> SIZES = Map.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30);

  static {
    UNITS.put("d", ChronoUnit.DAYS);
    UNITS.put("h", ChronoUnit.HOURS);
    UNITS.put("m", ChronoUnit.MINUTES);
    UNITS.put("s", ChronoUnit.SECONDS);
    UNITS.put("ms", ChronoUnit.MILLIS);
  }

  private Quantities() {}

  /** The duration of a number and one of the units ms, s, m, h, d; empty when the text is none. */
  public static Optional<Duration> duration(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches() || !UNITS.containsKey(matcher.group(2))) {
      return Optional.empty();
    }
    return Optional.of(Duration.of(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2))));
  }

  /** The bytes of a number and one of the units B, KiB, MiB, GiB; empty when the text is none. */
  static Optional<Long> bytes(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches() || !SIZES.containsKey(matcher.group(2))) {
      return Optional.empty();
    }
    return Optional.of(Long.parseLong(matcher.group(1)) << SIZES.get(matcher.group(2)));
  }

  /** A duration in the largest unit that leaves no fraction, e.g. {@code 90s}. */
  public static String text(Duration duration) {
    for (Map.Entry<String, ChronoUnit> unit : UNITS.entrySet()) {
      long length = unit.getValue().getDuration().toMillis();
      if (!duration.isZero() && duration.toMillis() % length == 0) {
        return duration.toMillis() / length + unit.getKey();
      }
    }
    return "0s";
  }

  /** A size in the largest unit that leaves no fraction, e.g. {@code 64KiB}. */
  public static String text(long bytes) {
    if (bytes > 0 && bytes % (1L << 20) == 0) {
      return (bytes >> 20) + "MiB";
    }
    return bytes > 0 && bytes % (1L << 10) == 0 ? (bytes >> 10) + "KiB" : bytes + "B";
  }
}
