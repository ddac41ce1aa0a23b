package io.millrace.cli.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as people read them. */
public final class Numbers {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB"};

  private Numbers() {}

  /** A count, or a number with as many digits as tell something. */
  public static String text(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e15) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    int digits = size >= 1_000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : size >= 0.001 ? 4 : -1;
    return digits < 0
        ? String.format(Locale.ROOT, "%.2e", value)
        : String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  /** A share between 0 and 1 in percent. */
  public static String percent(double share) {
    return Double.isNaN(share)
        ? "–"
        : String.format(
            Locale.ROOT, share > 0 && share < 0.001 ? "%.3f %%" : "%.1f %%", 100 * share);
  }

  /** A number of bytes, in powers of a thousand. */
  public static String bytes(double bytes) {
    int unit = 0;
    double value = bytes;
    while (value >= 1_000 && unit < BYTE_UNITS.length - 1) {
      value /= 1_000;
      unit++;
    }
    return (unit == 0 ? text(value) : String.format(Locale.ROOT, "%.1f", value))
        + ' '
        + BYTE_UNITS[unit];
  }

  /** A stretch of time in the unit that fits it. */
  public static String millis(double millis) {
    if (millis < 1_000) {
      return text(millis) + " ms";
    }
    double seconds = millis / 1_000;
    if (seconds < 120) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (seconds < 7_200) {
      return String.format(Locale.ROOT, "%.1f min", seconds / 60);
    }
    return seconds < 172_800
        ? String.format(Locale.ROOT, "%.1f h", seconds / 3_600)
        : String.format(Locale.ROOT, "%.1f days", seconds / 86_400);
  }

  /** A time in UTC, to the second. */
  public static String time(Instant time) {
    return TIME.format(time) + " UTC";
  }
}
