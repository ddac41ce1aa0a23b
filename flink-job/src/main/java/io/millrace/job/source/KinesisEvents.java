package io.millrace.job.source;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.QualitySpec;
import io.millrace.job.event.Decoded;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RawEvent;
import io.millrace.job.event.RecordDecoder;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.AssignerWithPeriodicWatermarks;
import org.apache.flink.streaming.api.functions.source.SourceFunction;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.connectors.kinesis.FlinkKinesisConsumer;
import org.apache.flink.streaming.connectors.kinesis.config.AWSConfigConstants;
import org.apache.flink.streaming.connectors.kinesis.config.ConsumerConfigConstants;
import org.apache.flink.streaming.connectors.kinesis.config.ConsumerConfigConstants.InitialPosition;
import org.apache.flink.streaming.connectors.kinesis.internals.KinesisDataFetcher;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;
import org.apache.flink.streaming.connectors.kinesis.util.UniformShardAssigner;

/**
 * Reads events from a Kinesis stream. With {@link KinesisFetcher}, the only class that knows the
 * connector.
 *
 * <p>The connector's own watermarks do not hold what this stream promises. It takes the lowest only
 * of the shards that have delivered a record: one not read yet, after a start or a reshard, does
 * not count, and its events come behind the watermark. Unless a shard idle interval is set, nor
 * does one that got no record since the last watermark. With the interval set, a shard holds the
 * watermark that delivers nothing but dead letters, and one whose backlog is slow to read does not.
 * When the last shard of a subtask ends, it is idle at once, before it has looked for the children.
 * So the watermark is decided by {@link ShardWatermarks}, which is told of every shard found, every
 * read and every event.
 */
@SuppressWarnings("deprecation") // of SourceFunction: the connector for Flink 1.20 is one
public final class KinesisEvents {
  public static final String UID = "source-kinesis";

  private KinesisEvents() {}

  /**
   * Adds a pipeline's source to a job: its records, which drain when the stream falls silent. An
   * event's record has the event's time as its timestamp, a dead letter's {@link Long#MIN_VALUE}.
   */
  public static DataStream<RawEvent> attach(
      StreamExecutionEnvironment env,
      KinesisSettings settings,
      Pipeline pipeline,
      RecordDecoder decoder,
      TypeInformation<RawEvent> type) {
    Duration ordering = pipeline.event().ordering();
    QualitySpec quality = pipeline.quality();
    Duration lastWindow = quality.window().plus(quality.allowedLateness()).plus(quality.window());
    return attach(env, settings, decoder, type, ordering, ordering.plus(lastWindow));
  }

  /**
   * As above, for any job.
   *
   * @param ordering how far an event may lie before the highest time of its shard
   * @param horizon how far beyond the last event the watermark gets when all shards are silent
   */
  public static DataStream<RawEvent> attach(
      StreamExecutionEnvironment env,
      KinesisSettings settings,
      RecordDecoder decoder,
      TypeInformation<RawEvent> type,
      Duration ordering,
      Duration horizon) {
    SingleOutputStreamOperator<RawEvent> records =
        env.addSource(
                new Consumer(settings, new Decoding(decoder, type), ordering), "read Kinesis", type)
            .uid(UID);
    Duration step = Duration.ofMillis(env.getConfig().getAutoWatermarkInterval());
    return DrainOnSilence.attach(records, horizon, step);
  }

  /**
   * How the connector's client finds Kinesis.
   *
   * @param endpoint address of a stand-in, which is called with made-up credentials; null for AWS
   */
  public static Properties client(String region, String endpoint) {
    Properties properties = new Properties();
    properties.setProperty(AWSConfigConstants.AWS_REGION, region);
    if (endpoint != null) {
      properties.setProperty(AWSConfigConstants.AWS_ENDPOINT, endpoint);
      properties.setProperty(AWSConfigConstants.AWS_CREDENTIALS_PROVIDER, "BASIC");
      properties.setProperty(AWSConfigConstants.AWS_ACCESS_KEY_ID, "dummy");
      properties.setProperty(AWSConfigConstants.AWS_SECRET_ACCESS_KEY, "dummy");
    }
    return properties;
  }

  static Properties properties(KinesisSettings settings) {
    Properties properties = client(settings.region(), settings.endpoint().orElse(null));
    InitialPosition position =
        settings.startAt().isPresent()
            ? InitialPosition.AT_TIMESTAMP
            : settings.startsAtTip() ? InitialPosition.LATEST : InitialPosition.TRIM_HORIZON;
    properties.setProperty(ConsumerConfigConstants.STREAM_INITIAL_POSITION, position.name());
    settings
        .startAt()
        .ifPresent(
            arrival ->
                properties.setProperty(
                    ConsumerConfigConstants.STREAM_INITIAL_TIMESTAMP,
                    BigDecimal.valueOf(arrival.toEpochMilli(), 3).toPlainString()));
    properties.setProperty(
        ConsumerConfigConstants.SHARD_DISCOVERY_INTERVAL_MILLIS,
        Long.toString(settings.discovery().toMillis()));
    return properties;
  }

  /** The connector's consumer with shards that are watched. */
  private static final class Consumer extends FlinkKinesisConsumer<RawEvent> {
    private static final long serialVersionUID = 1L;

    private final KinesisSettings settings;
    private final long orderingMillis;

    Consumer(KinesisSettings settings, Decoding decoding, Duration ordering) {
      super(settings.stream(), decoding, properties(settings));
      this.settings = settings;
      this.orderingMillis = ordering.toMillis();
      setShardAssigner(new UniformShardAssigner());
      setPeriodicWatermarkAssigner(new EventTime());
    }

    @Override
    protected KinesisDataFetcher<RawEvent> createFetcher(
        List<String> streams,
        SourceFunction.SourceContext<RawEvent> context,
        RuntimeContext runtime,
        Properties properties,
        KinesisDeserializationSchema<RawEvent> decoding) {
      return new KinesisFetcher(
          this,
          streams,
          context,
          runtime,
          properties,
          decoding,
          new ShardWatermarks(
              orderingMillis, settings.shardIdle().toMillis(), settings.discovery().toMillis()));
    }
  }

  /** Decodes a record as soon as it is read; the connector gives each shard its own copy. */
  private static final class Decoding implements KinesisDeserializationSchema<RawEvent> {
    private static final long serialVersionUID = 1L;

    private final RecordDecoder decoder;
    private final TypeInformation<RawEvent> type;

    Decoding(RecordDecoder decoder, TypeInformation<RawEvent> type) {
      this.decoder = decoder;
      this.type = type;
    }

    @Override
    public RawEvent deserialize(
        byte[] payload,
        String partitionKey,
        String sequenceNumber,
        long arrivalMillis,
        String stream,
        String shard) {
      return RawEvent.of(
          payload, Origin.ofShard(stream, shard, sequenceNumber, arrivalMillis), decoder);
    }

    @Override
    public TypeInformation<RawEvent> getProducedType() {
      return type;
    }
  }

  /** Gives records their timestamps; that there is one makes the connector ask for watermarks. */
  private static final class EventTime implements AssignerWithPeriodicWatermarks<RawEvent> {
    private static final long serialVersionUID = 1L;

    @Override
    public long extractTimestamp(RawEvent record, long previous) {
      Decoded decoded = record.decoded();
      return decoded.isEvent() ? decoded.event().timeMillis() : Long.MIN_VALUE;
    }

    @Override
    public Watermark getCurrentWatermark() {
      return null;
    }
  }
}
