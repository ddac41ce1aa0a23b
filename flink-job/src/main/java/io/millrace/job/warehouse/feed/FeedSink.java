package io.millrace.job.warehouse.feed;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.apache.flink.metrics.Counter;

/** The connector's sink, behind a {@link FeedWriter}. It has no state. */
final class FeedSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1L;

  private final JdbcSink<T> sink;

  FeedSink(JdbcSink<T> sink) {
    this.sink = sink;
  }

  @Override
  public SinkWriter<T> createWriter(InitContext context) {
    Counter missed =
        context.metricGroup().addGroup("kinesisanalytics").addGroup("feed").counter("missed");
    return new FeedWriter<>(
        () -> sink.createWriter(context),
        context.getProcessingTimeService()::getCurrentProcessingTime,
        missed);
  }
}
