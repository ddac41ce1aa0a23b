package io.millrace.job.source;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which Kinesis stream is read, from where on, and how its shards are watched. Immutable. */
public final class KinesisSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What the AWS documentation calls the stream's ARN; partition, region, account, name. */
  private static final Pattern ARN =
      Pattern.compile("arn:[^:]+:kinesis:([^:]+):[^:]+:stream/([a-zA-Z0-9_.-]+)");

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");

  private final String stream;
  private final String region;
  private final String endpoint;
  private final Instant startAt;
  private final boolean startAtTip;
  private final Duration shardIdle;
  private final Duration discovery;

  private KinesisSettings(Builder builder) {
    this.stream = builder.stream;
    this.region = builder.region;
    this.endpoint = builder.endpoint;
    this.startAt = builder.startAt;
    this.startAtTip = builder.startAtTip;
    this.shardIdle = builder.shardIdle;
    this.discovery = builder.discovery;
  }

  /**
   * Settings of a stream: read from its oldest record, a shard is idle after 30 s, new shards are
   * looked for every 10 s.
   *
   * @param streamArn e.g. {@code arn:aws:kinesis:eu-west-1:111122223333:stream/payments}
   * @throws IllegalArgumentException when it is not the ARN of a stream
   */
  public static Builder ofArn(String streamArn) {
    Matcher parts = ARN.matcher(streamArn);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "stream: expected the ARN of a Kinesis stream, got '"
              + streamArn
              + "'; write e.g. arn:aws:kinesis:eu-west-1:111122223333:stream/payments");
    }
    return ofName(parts.group(2), parts.group(1));
  }

  /**
   * As {@link #ofArn}, for a stream of the caller's own account.
   *
   * @throws IllegalArgumentException when it is not the name of a stream
   */
  public static Builder ofName(String stream, String region) {
    if (!NAME.matcher(stream).matches()) {
      throw new IllegalArgumentException(
          "stream: expected 1 to 128 letters, digits, '_', '.' or '-', got '"
              + stream
              + "'; give the stream's name or its ARN");
    }
    return new Builder(stream, Objects.requireNonNull(region));
  }

  /** Name of the stream. */
  public String stream() {
    return stream;
  }

  public String region() {
    return region;
  }

  /** Address of a stand-in for Kinesis, which is called with dummy credentials. */
  public Optional<String> endpoint() {
    return Optional.ofNullable(endpoint);
  }

  /** Arrival time of the first record that is read when there is no checkpoint to go on from. */
  public Optional<Instant> startAt() {
    return Optional.ofNullable(startAt);
  }

  /** Whether, without a checkpoint, only records are read that arrive after the start. */
  public boolean startsAtTip() {
    return startAtTip;
  }

  /** How long a shard that is read to its tip may be without an event before it is idle. */
  public Duration shardIdle() {
    return shardIdle;
  }

  /** How often new shards are looked for. */
  public Duration discovery() {
    return discovery;
  }

  /** Collects settings; see the getters of {@link KinesisSettings}. */
  public static final class Builder {
    private final String stream;
    private String region;
    private String endpoint;
    private Instant startAt;
    private boolean startAtTip;
    private Duration shardIdle = Duration.ofSeconds(30);
    private Duration discovery = Duration.ofSeconds(10);

    private Builder(String stream, String region) {
      this.stream = stream;
      this.region = region;
    }

    public Builder region(String region) {
      this.region = Objects.requireNonNull(region);
      return this;
    }

    public Builder endpoint(String endpoint) {
      this.endpoint = Objects.requireNonNull(endpoint);
      return this;
    }

    /** Starts at the first record that arrived at this time or later. */
    public Builder startAt(Instant arrival) {
      this.startAt = Objects.requireNonNull(arrival);
      this.startAtTip = false;
      return this;
    }

    /** Starts after the last record that is in the stream by then. */
    public Builder startAtTip() {
      this.startAt = null;
      this.startAtTip = true;
      return this;
    }

    public Builder shardIdle(Duration shardIdle) {
      this.shardIdle = atLeastOneMillisecond("shard idle interval", shardIdle);
      return this;
    }

    public Builder discovery(Duration discovery) {
      this.discovery = atLeastOneMillisecond("shard discovery interval", discovery);
      return this;
    }

    public KinesisSettings build() {
      return new KinesisSettings(this);
    }

    private static Duration atLeastOneMillisecond(String setting, Duration value) {
      if (value.toMillis() < 1) {
        throw new IllegalArgumentException(
            setting + ": expected at least 1 ms, got " + value + "; set e.g. 10s");
      }
      return value;
    }
  }
}
