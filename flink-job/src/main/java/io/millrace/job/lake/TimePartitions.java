package io.millrace.job.lake;

import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;

/**
 * Partitions by a time, as {@code dt=2024-05-01} or {@code dt=2024-05-01/hour=13}, in UTC. They
 * stand in the path only, not in the files.
 */
public final class TimePartitions<T> implements BucketAssigner<T, String> {
  private static final long serialVersionUID = 1L;
  private static final long HOUR = 3_600_000L;
  private static final Pattern DAY_FOLDER = Pattern.compile("dt=(\\d{4}-\\d{2}-\\d{2})");
  private static final Pattern HOUR_FOLDER = Pattern.compile("hour=([01]\\d|2[0-3])");

  /** Time of an element, milliseconds since the epoch. */
  @FunctionalInterface
  public interface Time<T> extends Serializable {
    long millis(T element);
  }

  private final Time<T> time;
  private final boolean byDay;
  private final boolean byHour;
  private long lastHour = Long.MIN_VALUE;
  private String lastBucket;

  private TimePartitions(Time<T> time, boolean byDay, boolean byHour) {
    this.time = time;
    this.byDay = byDay;
    this.byHour = byHour;
  }

  /** Partitions by day. */
  public static <T> TimePartitions<T> byDay(Time<T> time) {
    return new TimePartitions<>(time, true, false);
  }

  /** Partitions by the parts that a pipeline names: none, {@code dt}, or that and {@code hour}. */
  public static <T> TimePartitions<T> by(List<String> parts, Time<T> time) {
    return new TimePartitions<>(time, parts.contains("dt"), parts.contains("hour"));
  }

  /**
   * The times that rows can have in a folder of the lake, or below it: an hour, a day, or all times
   * where its name is that of no partition.
   */
  static TimeRange range(Path folder) {
    OptionalLong day = day(folder.getName());
    if (day.isPresent()) {
      return TimeRange.of(day.getAsLong(), day.getAsLong() + 24 * HOUR);
    }
    Matcher hour = HOUR_FOLDER.matcher(folder.getName());
    Path parent = folder.getParent();
    if (parent == null || !hour.matches()) {
      return TimeRange.ALL;
    }
    OptionalLong dayOfHour = day(parent.getName());
    if (dayOfHour.isEmpty()) {
      return TimeRange.ALL;
    }
    long start = dayOfHour.getAsLong() + Integer.parseInt(hour.group(1)) * HOUR;
    return TimeRange.of(start, start + HOUR);
  }

  private static OptionalLong day(String name) {
    Matcher day = DAY_FOLDER.matcher(name);
    try {
      return day.matches()
          ? OptionalLong.of(LocalDate.parse(day.group(1)).toEpochDay() * 24 * HOUR)
          : OptionalLong.empty();
    } catch (DateTimeParseException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public String getBucketId(T element, Context context) {
    long hour = Math.floorDiv(time.millis(element), HOUR);
    if (hour != lastHour) {
      lastHour = hour;
      lastBucket = bucket(hour);
    }
    return lastBucket;
  }

  /** Number of an element's partition: those that follow each other in time have the next ones. */
  long number(T element) {
    long hour = Math.floorDiv(time.millis(element), HOUR);
    if (byHour) {
      return hour;
    }
    return byDay ? Math.floorDiv(hour, 24) : 0;
  }

  private String bucket(long hour) {
    if (!byDay) {
      return "";
    }
    Instant start = Instant.ofEpochMilli(hour * HOUR);
    String day = "dt=" + LocalDate.ofInstant(start, ZoneOffset.UTC);
    return byHour ? day + String.format(Locale.ROOT, "/hour=%02d", Math.floorMod(hour, 24)) : day;
  }

  @Override
  public SimpleVersionedSerializer<String> getSerializer() {
    return SimpleVersionedStringSerializer.INSTANCE;
  }
}
