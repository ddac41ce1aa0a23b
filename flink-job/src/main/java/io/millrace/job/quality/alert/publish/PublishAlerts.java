package io.millrace.job.quality.alert.publish;

import io.millrace.record.Alert;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Sends alerts to a service, each at least once, and never in the way of the stream: a thread of
 * its own sends, and what is not sent is in the state of each checkpoint.
 */
public final class PublishAlerts implements Sink<Alert>, SupportsWriterState<Alert, Alert> {
  private static final long serialVersionUID = 1L;

  private final AlertTarget.Factory target;

  public PublishAlerts(AlertTarget.Factory target) {
    this.target = target;
  }

  @Override
  @SuppressWarnings("deprecation") // abstract in Flink 1.20; the runtime calls the one below
  public SinkWriter<Alert> createWriter(Sink.InitContext context) {
    throw new UnsupportedOperationException("Flink 1.20 gives a WriterInitContext");
  }

  @Override
  public StatefulSinkWriter<Alert, Alert> createWriter(WriterInitContext context) {
    return restoreWriter(context, List.of());
  }

  @Override
  public StatefulSinkWriter<Alert, Alert> restoreWriter(
      WriterInitContext context, Collection<Alert> unsent) {
    return AlertWriter.start(target.open(), unsent, context.metricGroup());
  }

  @Override
  public SimpleVersionedSerializer<Alert> getWriterStateSerializer() {
    return new AlertSerializer();
  }

  /** An alert in Avro's single-object encoding, which names its schema. */
  private static final class AlertSerializer implements SimpleVersionedSerializer<Alert> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
      return VERSION;
    }

    @Override
    public byte[] serialize(Alert alert) throws IOException {
      ByteBuffer buffer = alert.toByteBuffer();
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    }

    @Override
    public Alert deserialize(int version, byte[] bytes) throws IOException {
      return Alert.fromByteBuffer(ByteBuffer.wrap(bytes));
    }
  }
}
