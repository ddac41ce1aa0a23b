package io.millrace.job.lake;

import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
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

  @Override
  public String getBucketId(T element, Context context) {
    long hour = Math.floorDiv(time.millis(element), HOUR);
    if (hour != lastHour) {
      lastHour = hour;
      lastBucket = bucket(hour);
    }
    return lastBucket;
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
