package io.millrace.job;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.RawEvent;
import io.millrace.job.event.RecordDecoder;
import io.millrace.job.source.KinesisEvents;
import io.millrace.job.source.KinesisSettings;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Kinesis stream as the topology's source. */
public final class KinesisSource implements Edges.Source {
  private final KinesisSettings settings;

  public KinesisSource(KinesisSettings settings) {
    this.settings = settings;
  }

  @Override
  public DataStream<RawEvent> attach(
      StreamExecutionEnvironment env,
      Pipeline pipeline,
      RecordDecoder decoder,
      TypeInformation<RawEvent> type) {
    return KinesisEvents.attach(env, settings, pipeline, decoder, type);
  }

  @Override
  public boolean isLive() {
    return true;
  }
}
