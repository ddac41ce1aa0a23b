package io.millrace.job.config;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Property group {@code source}: where records come from. Immutable.
 *
 * <ul>
 *   <li>{@code type}: kinesis (default) or files
 *   <li>{@code stream.arn}, {@code region} (default: that of the ARN), {@code endpoint} (a
 *       stand-in), {@code initial.position} (trim_horizon (default), latest or at_timestamp; with a
 *       {@code bootstrap.lake}: lake_end (default) or at_timestamp), {@code initial.timestamp}
 *       (ISO-8601), {@code shard.idle.interval} (default 30s): of kinesis
 *   <li>{@code path}: of files, a file or folder
 * </ul>
 */
public final class SourceSettings {
  static final String GROUP = "source";

  private static final String POSITION = "initial.position";

  private static final Pattern ARN =
      Pattern.compile("arn:[^:]+:kinesis:([^:]+):[^:]+:stream/[a-zA-Z0-9_.-]+");
  private static final List<String> KINESIS_KEYS =
      List.of(
          "stream.arn", "region", "endpoint", POSITION, "initial.timestamp", "shard.idle.interval");
  private static final Duration SHARD_IDLE_INTERVAL = Duration.ofSeconds(30);

  /** Kind of source. */
  public enum Type {
    KINESIS,
    FILES
  }

  /** Where reading starts without a checkpoint to go on from. */
  public enum InitialPosition {
    /** The oldest record that the stream still has. */
    TRIM_HORIZON,
    /** The first record that arrives after the start. */
    LATEST,
    /** The first record that arrived at a given time or later. */
    AT_TIMESTAMP,
    /** Where the lake ends that the job is bootstrapped from. */
    LAKE_END
  }

  private final Type type;
  private final String streamArn;
  private final String region;
  private final URI endpoint;
  private final InitialPosition initialPosition;
  private final Instant initialTimestamp;
  private final Duration shardIdleInterval;
  private final String path;

  private SourceSettings(PropertyGroup group, boolean bootstrapped) {
    this.type = group.choice("type", Type.KINESIS, Type.class);
    if (type == Type.KINESIS) {
      this.streamArn = streamArn(group);
      this.region = group.text("region").orElseGet(() -> regionOf(streamArn).orElse(null));
    } else {
      this.streamArn = null;
      this.region = null;
    }
    this.endpoint = type == Type.KINESIS ? group.url("endpoint").orElse(null) : null;
    this.initialPosition = type == Type.KINESIS ? initialPosition(group, bootstrapped) : null;
    this.initialTimestamp =
        initialPosition == InitialPosition.AT_TIMESTAMP
            ? group
                .require("initial.timestamp", "2024-05-01T00:00:00Z")
                .flatMap(text -> group.instant("initial.timestamp"))
                .orElse(null)
            : null;
    this.shardIdleInterval =
        type == Type.KINESIS
            ? group
                .duration("shard.idle.interval", Duration.ofMillis(1))
                .orElse(SHARD_IDLE_INTERVAL)
            : SHARD_IDLE_INTERVAL;
    this.path = type == Type.FILES ? group.require("path", "data/events.avro").orElse(null) : null;
  }

  /** The ARN of a stream; null after telling that it is missing, and as it is when it is none. */
  static String streamArn(PropertyGroup group) {
    String example = "arn:aws:kinesis:eu-west-1:111122223333:stream/payments";
    String streamArn = group.require("stream.arn", example).orElse(null);
    if (streamArn != null && regionOf(streamArn).isEmpty()) {
      group.problem(
          "stream.arn",
          "the ARN of a Kinesis stream",
          "'" + streamArn + "'",
          "set e.g. " + example);
    }
    return streamArn;
  }

  /** The region of a stream's ARN; empty when it is none. */
  static Optional<String> regionOf(String streamArn) {
    Matcher arn = ARN.matcher(streamArn == null ? "" : streamArn);
    return arn.matches() ? Optional.of(arn.group(1)) : Optional.empty();
  }

  private static InitialPosition initialPosition(PropertyGroup group, boolean bootstrapped) {
    InitialPosition position =
        group.choice(
            POSITION,
            bootstrapped ? InitialPosition.LAKE_END : InitialPosition.TRIM_HORIZON,
            InitialPosition.class);
    if (position == InitialPosition.LAKE_END && !bootstrapped) {
      group.problem(
          POSITION,
          "another position, as no lake is bootstrapped from",
          "'lake_end'",
          "set bootstrap.lake, or read the stream from e.g. trim_horizon");
    } else if (bootstrapped
        && (position == InitialPosition.TRIM_HORIZON || position == InitialPosition.LATEST)) {
      group.problem(
          POSITION,
          "lake_end or at_timestamp, as the job is bootstrapped from a lake",
          '\'' + position.name().toLowerCase(Locale.ROOT) + '\'',
          "remove the key: the stream is read on from where the lake ends");
    }
    return position;
  }

  /**
   * Reads the group.
   *
   * @param bootstrapped whether the job begins with the rows of a lake
   */
  static SourceSettings of(PropertyGroup group, boolean bootstrapped) {
    SourceSettings settings = new SourceSettings(group, bootstrapped);
    if (settings.type == null) {
      group.ignoreOthers();
    } else if (settings.type == Type.FILES) {
      for (String key : KINESIS_KEYS) {
        group.refuse(key, "type is files");
      }
    } else {
      group.refuse("path", "type is kinesis");
      if (settings.initialPosition == null) {
        group.ignore("initial.timestamp");
      } else if (settings.initialPosition != InitialPosition.AT_TIMESTAMP) {
        group.refuse("initial.timestamp", "initial.position is not at_timestamp");
      }
    }
    group.refuseOthers();
    return settings;
  }

  public Type type() {
    return type;
  }

  /** ARN of the stream; empty unless the type is KINESIS. */
  public Optional<String> streamArn() {
    return Optional.ofNullable(streamArn);
  }

  /** Region of the stream; empty unless the type is KINESIS. */
  public Optional<String> region() {
    return Optional.ofNullable(region);
  }

  /** Address of a stand-in for Kinesis. */
  public Optional<URI> endpoint() {
    return Optional.ofNullable(endpoint);
  }

  /** Where the stream is read from; empty unless the type is KINESIS. */
  public Optional<InitialPosition> initialPosition() {
    return Optional.ofNullable(initialPosition);
  }

  /** Arrival of the first record to read; empty unless the position is AT_TIMESTAMP. */
  public Optional<Instant> initialTimestamp() {
    return Optional.ofNullable(initialTimestamp);
  }

  /** How long a shard may be without records before it no longer holds the watermark back. */
  public Duration shardIdleInterval() {
    return shardIdleInterval;
  }

  /** File or folder; empty unless the type is FILES. */
  public Optional<String> path() {
    return Optional.ofNullable(path);
  }
}
